package io.waybill.grpc.executor;

import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Route;

/** The actions that have a route of their own: {@code direct:action-<name>}. */
public final class TaskActions {
  private static final String PREFIX = "direct://action-";
  private static final String DEFAULT = "default";

  private final CamelContext context;

  /**
   * @param context whose routes are the actions
   */
  public TaskActions(CamelContext context) {
    this.context = context;
  }

  /**
   * The endpoint of an action: always one that a route has, never one made from a caller's text.
   */
  public String endpointOf(@ExchangeProperty("task") Task task) {
    return isKnown(task.action()) ? "direct:action-" + task.action() : "direct:action-" + DEFAULT;
  }

  /** Whether the action has a route of its own. */
  public boolean isKnown(String action) {
    String uri = PREFIX + action;
    for (Route route : context.getRoutes()) {
      if (route.getEndpoint().getEndpointUri().equals(uri)) {
        return !action.equals(DEFAULT);
      }
    }
    return false;
  }

  /** The names of all actions with a route of their own. */
  public SortedSet<String> known() {
    SortedSet<String> names = new TreeSet<>();
    for (Route route : context.getRoutes()) {
      String uri = route.getEndpoint().getEndpointUri();
      if (uri.startsWith(PREFIX)) {
        names.add(uri.substring(PREFIX.length()));
      }
    }
    names.remove(DEFAULT);
    return names;
  }
}
