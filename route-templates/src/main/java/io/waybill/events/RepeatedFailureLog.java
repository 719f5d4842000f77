package io.waybill.events;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports what fails and is repeated, in one line and not more often than an interval: a broker or
 * a database may be away for hours.
 */
public final class RepeatedFailureLog {
  private static final long INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();

  private final Logger log;
  private final AtomicLong next = new AtomicLong(System.nanoTime());

  /**
   * @param reporter whose lines they are
   */
  public RepeatedFailureLog(Class<?> reporter) {
    log = LoggerFactory.getLogger(reporter);
  }

  /**
   * Logs the failure and its deepest reason; the stack trace only at DEBUG.
   *
   * @param what what failed, and what happens next
   */
  public void warn(String what, Throwable failure) {
    log.debug(what, failure);
    long now = System.nanoTime();
    long due = next.get();
    if (now - due >= 0 && next.compareAndSet(due, now + INTERVAL_NANOS)) {
      log.warn("{}: {}", what, Failures.reason(failure));
    }
  }
}
