package io.waybill.grpc.executor;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.springframework.stereotype.Component;

/**
 * While many tasks finish, claims and writes wait some milliseconds for more of them: each
 * statement costs as much as many tasks.
 */
@Component
final class BatchDelay {
  private static final int MANY_PER_SECOND = 100;
  private static final long MILLIS = 10;

  private final ClaimedTasks tasks;
  private final Throughput throughput;
  private final LongSupplier nanos;
  private long suspendedUntil;

  BatchDelay(ClaimedTasks tasks, Throughput throughput, LongSupplier nanos) {
    this.tasks = tasks;
    this.throughput = throughput;
    this.nanos = nanos;
    this.suspendedUntil = nanos.getAsLong();
  }

  /** Milliseconds until a statement whose last run was at this time. */
  synchronized long millisAfter(long lastRun) {
    long now = nanos.getAsLong();
    if (throughput.perSecond() < MANY_PER_SECOND || tasks.isClosed() || now - suspendedUntil < 0) {
      return 0;
    }
    return Math.max(0, MILLIS - TimeUnit.NANOSECONDS.toMillis(now - lastRun));
  }

  /** For a second: tasks of one resource run one after the other, and no wait brings more. */
  synchronized void suspend() {
    suspendedUntil = nanos.getAsLong() + TimeUnit.SECONDS.toNanos(1);
  }
}
