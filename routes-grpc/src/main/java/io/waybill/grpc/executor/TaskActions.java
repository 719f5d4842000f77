package io.waybill.grpc.executor;

import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.springframework.stereotype.Component;

/** The actions that have a route of their own: {@code direct:action-<name>}. */
@Component
public final class TaskActions {
  /** What runs for an action without a route of its own. */
  static final String DEFAULT = "default";

  private static final String PREFIX = "direct://action-";

  private final CamelContext context;

  /**
   * @param context whose routes are the actions
   */
  public TaskActions(CamelContext context) {
    this.context = context;
  }

  /**
   * The endpoint of the action of an exchange's task: always one that a route has, never one made
   * from a caller's text.
   */
  Endpoint endpointOf(Exchange exchange) {
    String action = exchange.getMessage().getBody(ActionInput.class).task().action();
    return ofRoute(action)
        .or(() -> ofRoute(DEFAULT))
        .orElseThrow(() -> new IllegalStateException("There is no route " + PREFIX + DEFAULT));
  }

  /** Whether the action has a route of its own. */
  public boolean isKnown(String action) {
    return !action.equals(DEFAULT) && ofRoute(action).isPresent();
  }

  private Optional<Endpoint> ofRoute(String action) {
    String uri = PREFIX + action;
    return context.getRoutes().stream()
        .map(Route::getEndpoint)
        .filter(endpoint -> endpoint.getEndpointUri().equals(uri))
        .findFirst();
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
