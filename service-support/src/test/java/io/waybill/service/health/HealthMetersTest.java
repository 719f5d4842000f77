package io.waybill.service.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;

class HealthMetersTest {
  @Test
  void followsTheWatch() {
    AtomicBoolean there = new AtomicBoolean(true);
    Watch watch =
        new Watch(
            "kafka",
            () -> there.get() ? Health.up().build() : Health.down().build(),
            Duration.ofMillis(5));
    MeterRegistry registry = new SimpleMeterRegistry();
    new HealthMeters(List.of(watch)).bindTo(registry);
    assertThat(up(registry)).isZero();

    watch.start();
    try {
      await().until(() -> up(registry) == 1);
      there.set(false);
      await().until(() -> up(registry) == 0);
    } finally {
      watch.stop();
    }
  }

  private static double up(MeterRegistry registry) {
    return registry.get("dependency.up").tag("dependency", "kafka").gauge().value();
  }
}
