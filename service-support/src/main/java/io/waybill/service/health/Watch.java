package io.waybill.service.health;

import io.waybill.service.Reason;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;

/** Checks something at intervals on a thread of its own; asking for its health never blocks. */
public final class Watch implements HealthIndicator, SmartLifecycle {
  private final String name;
  private final Supplier<Health> check;
  private final long intervalMillis;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile Health last = Health.down().withDetail("reason", "not checked yet").build();
  private volatile Thread thread;

  public Watch(String name, Supplier<Health> check, Duration interval) {
    this.name = name;
    this.check = check;
    this.intervalMillis = interval.toMillis();
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
    Thread watching = new Thread(this::watch, "waybill-watch-" + name);
    watching.setDaemon(true);
    watching.start();
    thread = watching;
  }

  private void watch() {
    try {
      do {
        last = checked();
      } while (!stopped.await(intervalMillis, TimeUnit.MILLISECONDS));
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
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
    stopped.countDown();
    Thread watching = thread;
    if (watching != null) {
      watching.interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return thread != null && stopped.getCount() > 0;
  }

  /** Starts first and stops last: what it watches is still in use while the service stops. */
  @Override
  public int getPhase() {
    return Integer.MIN_VALUE;
  }
}
