package io.waybill.service.health;

import io.waybill.service.failure.Reason;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;

/** Checks something at intervals on a thread of its own; asking for its health never blocks. */
public final class Watch implements HealthIndicator, SmartLifecycle {
  private final String name;
  private final Supplier<Health> check;
  private final Duration interval;
  private volatile Health last = Health.down().withDetail("reason", "not checked yet").build();
  private volatile ScheduledExecutorService thread;

  public Watch(String name, Supplier<Health> check, Duration interval) {
    this.name = name;
    this.check = check;
    this.interval = interval;
  }

  String name() {
    return name;
  }

  @Override
  public Health health() {
    return last;
  }

  @Override
  public void start() {
    thread = BackgroundThread.every(interval, "waybill-watch-" + name, () -> last = checked());
  }

  private Health checked() {
    try {
      return check.get();
    } catch (RuntimeException e) {
      return Health.down().withDetail("reason", Reason.of(e)).build();
    }
  }

  @Override
  public void stop() {
    if (thread != null) {
      thread.shutdownNow();
    }
  }

  @Override
  public boolean isRunning() {
    return thread != null && !thread.isShutdown();
  }

  /** Starts first and stops last: what it watches is still in use while the service stops. */
  @Override
  public int getPhase() {
    return Integer.MIN_VALUE;
  }
}
