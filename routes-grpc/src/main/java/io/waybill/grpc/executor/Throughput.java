package io.waybill.grpc.executor;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.springframework.stereotype.Component;

/**
 * How many tasks finish in a second: the larger count of this second and the one before. While they
 * are many, claims and writes wait some milliseconds for more of them: each statement costs as much
 * as many tasks.
 */
@Component
final class Throughput {
  private static final int MANY_PER_SECOND = 100;
  private static final long DELAY_MILLIS = 10;

  private final LongSupplier nanos;
  private Map<String, Integer> before = new HashMap<>();
  private Map<String, Integer> now = new HashMap<>();
  private int totalBefore;
  private int totalNow;
  private long second;
  private long noDelayUntil;

  Throughput(LongSupplier nanos) {
    this.nanos = nanos;
    this.second = nanos.getAsLong();
    this.noDelayUntil = second;
  }

  synchronized void finished(String action) {
    turn();
    now.merge(action, 1, Integer::sum);
    totalNow++;
  }

  synchronized int perSecond() {
    turn();
    return Math.max(totalBefore, totalNow);
  }

  synchronized int perSecond(String action) {
    turn();
    return Math.max(before.getOrDefault(action, 0), now.getOrDefault(action, 0));
  }

  synchronized Set<String> actions() {
    turn();
    Set<String> actions = new HashSet<>(before.keySet());
    actions.addAll(now.keySet());
    return actions;
  }

  /** Milliseconds to wait before a statement whose last run was at this time. */
  synchronized long delayMillis(long lastRun) {
    long now = nanos.getAsLong();
    return perSecond() < MANY_PER_SECOND || now - noDelayUntil < 0
        ? 0
        : Math.max(0, DELAY_MILLIS - TimeUnit.NANOSECONDS.toMillis(now - lastRun));
  }

  /** For a second: tasks of one resource run one after the other, and no delay brings more. */
  synchronized void suspendDelay() {
    noDelayUntil = nanos.getAsLong() + TimeUnit.SECONDS.toNanos(1);
  }

  private void turn() {
    long age = nanos.getAsLong() - second;
    if (age >= TimeUnit.SECONDS.toNanos(1)) {
      boolean paused = age >= TimeUnit.SECONDS.toNanos(2);
      before = paused ? new HashMap<>() : now;
      totalBefore = paused ? 0 : totalNow;
      now = new HashMap<>();
      totalNow = 0;
      second += age;
    }
  }
}
