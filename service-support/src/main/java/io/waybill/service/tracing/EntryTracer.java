package io.waybill.service.tracing;

import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.opentelemetry.OpenTelemetryTracer;
import org.apache.camel.spi.RoutePolicy;

/**
 * Camel's tracer, which begins no trace where a timer fires. Its own way to leave timers out,
 * {@code camel.opentelemetry.exclude-patterns}, compares the address of every endpoint at every
 * step.
 */
final class EntryTracer extends OpenTelemetryTracer {

  @Override
  public RoutePolicy createRoutePolicy(CamelContext camel, String routeId, NamedNode route) {
    RoutePolicy tracing = super.createRoutePolicy(camel, routeId, route);
    boolean timer =
        route instanceof RouteDefinition definition
            && definition.getEndpointUrl().startsWith("timer:");
    return timer ? null : tracing;
  }
}
