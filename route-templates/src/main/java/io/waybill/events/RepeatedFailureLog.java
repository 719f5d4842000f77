package io.waybill.events;

import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports what fails and is repeated, in one line a minute for each cause: a broker or a database
 * may be away for hours.
 */
public final class RepeatedFailureLog {
  private final Logger log;
  private final LogLimit limit = new LogLimit(1, Duration.ofMinutes(1));

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
    if (limit.permit(cause(failure)).isPresent()) {
      log.warn("{}: {}", what, Failures.reason(failure));
    }
  }

  /** Messages hold ids and times, so they would make each failure a cause of its own. */
  private static String cause(Throwable failure) {
    Throwable root = failure;
    String state = "";
    while (true) {
      if (root instanceof SQLException sql) {
        state = String.valueOf(sql.getSQLState());
      }
      if (root.getCause() == null) {
        return root.getClass().getName() + state;
      }
      root = root.getCause();
    }
  }
}
