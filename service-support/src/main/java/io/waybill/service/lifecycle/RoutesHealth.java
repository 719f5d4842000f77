package io.waybill.service.lifecycle;

import io.waybill.service.state.ServiceState;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.springframework.boot.health.contributor.Health;

/** Whether the routes run, as two components: Camel as a whole, and each route. */
final class RoutesHealth {
  private final CamelContext camel;
  private final ServiceState state;

  RoutesHealth(CamelContext camel, ServiceState state) {
    this.camel = camel;
    this.state = state;
  }

  /** UP once the routes have been started, until Camel is suspended or stopped. */
  Health started() {
    if (!state.isRunning()) {
      return Health.down().withDetail("reason", state.stage().words()).build();
    }
    if (!camel.getStatus().isStarted()) {
      return Health.down().withDetail("reason", "Camel is " + camel.getStatus()).build();
    }
    return Health.up().withDetail("count", camel.getRoutesSize()).build();
  }

  /** DOWN while a route that was started with the service does not run; names those. */
  Health noneStopped() {
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
