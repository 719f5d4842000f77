package io.waybill.service.tracing;

import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.opentelemetry.OpenTelemetryTracer;
import org.apache.camel.spi.RoutePolicy;

/**
 * Camel's tracer, which begins no trace where a timer fires, and continues none where a route is
 * merely woken: what it does then is for many callers, and not in the trace of the one who happened
 * to wake it. Camel's own way to leave routes out, {@code camel.opentelemetry.exclude-patterns},
 * compares the address of every endpoint at every step.
 */
final class EntryTracer extends OpenTelemetryTracer {
  private static final Pattern OF_NO_CALLER = Pattern.compile("timer:.*|seda:[a-z-]*-wake(\\?.*)?");

  @Override
  public RoutePolicy createRoutePolicy(CamelContext camel, String routeId, NamedNode route) {
    RoutePolicy tracing = super.createRoutePolicy(camel, routeId, route);
    boolean ofNoCaller =
        route instanceof RouteDefinition definition
            && OF_NO_CALLER.matcher(definition.getEndpointUrl()).matches();
    return ofNoCaller ? null : tracing;
  }
}
