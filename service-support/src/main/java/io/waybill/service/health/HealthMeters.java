package io.waybill.service.health;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Collection;
import org.springframework.boot.health.contributor.Status;

/** {@code dependency_up{dependency}}: 1 while a watch finds what it watches, 0 while it doesn't. */
final class HealthMeters implements MeterBinder {
  private final Collection<Watch> watches;

  HealthMeters(Collection<Watch> watches) {
    this.watches = watches;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (Watch watch : watches) {
      Gauge.builder("dependency.up", watch, HealthMeters::up)
          .description("Whether the service reaches what it depends on, as /health says it")
          .tag("dependency", watch.name())
          .register(registry);
    }
  }

  private static double up(Watch watch) {
    return watch.health().getStatus().equals(Status.UP) ? 1 : 0;
  }
}
