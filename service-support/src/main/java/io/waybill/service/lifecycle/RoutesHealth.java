package io.waybill.service.lifecycle;

import org.apache.camel.CamelContext;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** UP once the routes run, until Camel is suspended or stopped. */
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
    if (!camel.getStatus().isStarted()) {
      return Health.down().withDetail("reason", "Camel is " + camel.getStatus()).build();
    }
    return Health.up().withDetail("count", camel.getRoutesSize()).build();
  }
}
