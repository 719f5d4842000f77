package io.waybill.service.lifecycle;

import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** DOWN while a route that was started with the service does not run; names those. */
final class StoppedRoutesHealth implements HealthIndicator {
  private final CamelContext camel;
  private final ServiceState state;

  StoppedRoutesHealth(CamelContext camel, ServiceState state) {
    this.camel = camel;
    this.state = state;
  }

  @Override
  public Health health() {
    if (!state.isRunning()) {
      return Health.unknown().withDetail("reason", state.stage().words()).build();
    }
    List<String> stopped =
        camel.getRoutes().stream()
            .filter(route -> !Boolean.FALSE.equals(route.isAutoStartup()))
            .map(Route::getRouteId)
            .filter(this::isStopped)
            .toList();
    return stopped.isEmpty()
        ? Health.up().build()
        : Health.down().withDetail("stopped", stopped).build();
  }

  private boolean isStopped(String routeId) {
    ServiceStatus status = camel.getRouteController().getRouteStatus(routeId);
    return status == null || !status.isStarted();
  }
}
