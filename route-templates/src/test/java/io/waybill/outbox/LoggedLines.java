package io.waybill.outbox;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

/** What a test's JVM has logged. */
final class LoggedLines {
  private LoggedLines() {}

  /** How many lines at WARN and above, those of stack traces included. */
  static int ofWarnings(ListAppender<ILoggingEvent> logged) {
    return logged.list.stream()
        .filter(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
        .mapToInt(
            line ->
                1
                    + (line.getThrowableProxy() == null
                        ? 0
                        : line.getThrowableProxy().getStackTraceElementProxyArray().length))
        .sum();
  }
}
