package io.waybill.health;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedCamelContext;
import org.apache.camel.ServiceStatus;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.support.service.ServiceSupport;

/**
 * The background parts of a Camel application. Each kind of part has the gauge {@code
 * component_up{component}} in Micrometer's global registry, which Spring Boot exports, and a check
 * in Camel's own health registry where there is one: 1 and UP while all parts of the kind are up.
 */
public final class BackgroundParts extends ServiceSupport {
  // Of all Camel contexts in this JVM: a gauge belongs to the JVM.
  private static final Set<BackgroundParts> ALL = ConcurrentHashMap.newKeySet();

  private static final Set<String> GAUGES = ConcurrentHashMap.newKeySet();

  private final CamelContext camel;
  private final Map<String, BackgroundPart> parts = new ConcurrentHashMap<>();
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  private BackgroundParts(CamelContext camel) {
    this.camel = camel;
  }

  /** The parts of this application. */
  public static BackgroundParts of(CamelContext camel) {
    ExtendedCamelContext context = camel.getCamelContextExtension();
    BackgroundParts parts = context.getContextPlugin(BackgroundParts.class);
    return parts == null ? added(camel) : parts;
  }

  private static synchronized BackgroundParts added(CamelContext camel) {
    ExtendedCamelContext context = camel.getCamelContextExtension();
    if (context.getContextPlugin(BackgroundParts.class) == null) {
      BackgroundParts parts = new BackgroundParts(camel);
      try {
        camel.addService(parts, true, true);
      } catch (Exception e) {
        throw new IllegalStateException("Background parts can't be watched", e);
      }
      context.addContextPlugin(BackgroundParts.class, parts);
    }
    return context.getContextPlugin(BackgroundParts.class);
  }

  /**
   * The part of this name; made if it is new.
   *
   * @param component the kind of part, {@code relay} for example
   * @param name which of its kind
   * @param limit the longest time without a report
   */
  public BackgroundPart part(String component, String name, Duration limit) {
    BackgroundPart part =
        parts.computeIfAbsent(
            component + '/' + name,
            any -> new BackgroundPart(component, name, limit, System::nanoTime));
    part.limit(limit);
    announce(component);
    return part;
  }

  /** A kind of part that must report within the limit from now. */
  public void expect(String component, Duration limit) {
    if (of(component).isEmpty()) {
      part(component, "", limit);
    }
  }

  /** All parts of the kind; empty before the first report. */
  public List<BackgroundPart> of(String component) {
    Collection<BackgroundPart> all = parts.values();
    List<BackgroundPart> named =
        all.stream().filter(p -> p.component().equals(component) && !p.name().isEmpty()).toList();
    return named.isEmpty()
        ? all.stream().filter(p -> p.component().equals(component)).toList()
        : named;
  }

  /** Whether all parts of the kind are up; true when there are none. */
  public boolean isUp(String component) {
    return of(component).stream().allMatch(part -> part.state().up());
  }

  private void announce(String component) {
    if (!known.add(component)) {
      return;
    }
    if (GAUGES.add(component)) {
      Gauge.builder("component.up", component, BackgroundParts::gauge)
          .description("1 while this background part makes progress or has nothing to do")
          .tag("component", component)
          .register(Metrics.globalRegistry);
    }
    HealthCheckRegistry health = HealthCheckRegistry.get(camel);
    if (health != null) {
      health.register(new PartCheck(this, component));
    }
  }

  private static double gauge(String component) {
    List<BackgroundParts> having =
        ALL.stream().filter(each -> !each.of(component).isEmpty()).toList();
    if (having.isEmpty()) {
      return Double.NaN;
    }
    return having.stream().allMatch(each -> each.isUp(component)) ? 1 : 0;
  }

  /** True from the moment the application begins to stop: nothing has to make progress then. */
  boolean applicationStops() {
    return camel.isStopping() || camel.isStopped();
  }

  /** Whether a route that drove a part does not run any more, though the application does. */
  boolean isStopped(String routeId) {
    if (routeId == null || applicationStops() || camel.getRoute(routeId) == null) {
      return false;
    }
    ServiceStatus status = camel.getRouteController().getRouteStatus(routeId);
    return status != null && (status.isStopped() || status.isSuspended());
  }

  @Override
  protected void doStart() {
    ALL.add(this);
  }

  @Override
  protected void doStop() {
    ALL.remove(this);
    parts.clear();
  }
}
