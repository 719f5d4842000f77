package io.waybill.service.lifecycle;

import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/** UP once the routes run; names those that have been stopped since. */
final class RoutesHealth implements HealthIndicator {
  private final CamelContext camel;
  private final ServiceState state;

  RoutesHealth(CamelContext camel, ServiceState state) {
    this.camel = camel;
    this.state = state;
  }

  @Override
  public Health health() {
    if (!state.isRunning()) {
      return Health.down().withDetail("reason", state.stage().words()).build();
    }
    Health.Builder up = Health.up().withDetail("count", camel.getRoutesSize());
    List<String> stopped =
        camel.getRoutes().stream().map(Route::getRouteId).filter(this::isStopped).toList();
    return stopped.isEmpty() ? up.build() : up.withDetail("stopped", stopped).build();
  }

  private boolean isStopped(String routeId) {
    ServiceStatus status = camel.getRouteController().getRouteStatus(routeId);
    return status == null || !status.isStarted();
  }
}
