package io.waybill.outbox;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports that publishing fails, in one line and not more often than an interval: a broker may be
 * away for hours.
 */
final class PublishFailureLog {
  private static final Logger LOG = LoggerFactory.getLogger(PublishFailureLog.class);

  private final long intervalNanos;
  private final AtomicLong next = new AtomicLong(System.nanoTime());

  PublishFailureLog(Duration interval) {
    this.intervalNanos = interval.toNanos();
  }

  void warn(Exception failure, int events) {
    LOG.debug("Not published", failure);
    long now = System.nanoTime();
    long due = next.get();
    if (now - due >= 0 && next.compareAndSet(due, now + intervalNanos)) {
      Throwable root = failure;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      LOG.warn(
          "A batch of {} events was not published and stays pending: {}. It is tried again at every tick.",
          events,
          root.toString());
    }
  }
}
