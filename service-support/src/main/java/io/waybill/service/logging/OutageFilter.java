package io.waybill.service.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import io.waybill.service.database.PassingFailure;
import io.waybill.service.failure.Reason;
import io.waybill.sql.SqlStates;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Marker;

/**
 * While the database or Kafka is away, what Camel says of each exchange that fails by it is one
 * line with the reason; the stack trace is the same each time. At DEBUG, and for any other failure,
 * Camel's own text stays.
 */
final class OutageFilter extends TurboFilter {
  private static final String CAMEL = "org.apache.camel.";

  @Override
  public FilterReply decide(
      Marker marker,
      Logger logger,
      Level level,
      String format,
      Object[] parameters,
      Throwable failure) {
    if (marker == LogMarkers.OUTAGE
        || failure == null
        || format == null
        || !level.isGreaterOrEqual(Level.WARN)
        || !logger.getName().startsWith(CAMEL)
        || logger.isDebugEnabled()
        || !isOutage(failure)) {
      return FilterReply.NEUTRAL;
    }
    logger.warn(LogMarkers.OUTAGE, "{}: {}", summary(format), Reason.of(failure));
    return FilterReply.DENY;
  }

  private static boolean isOutage(Throwable failure) {
    return PassingFailure.is(failure)
        || SqlStates.causes(failure).anyMatch(RetriableException.class::isInstance);
  }

  /** Camel's text holds the failure and a table of the route behind it. */
  private static String summary(String text) {
    String line = text.lines().findFirst().orElse("");
    int caught = line.indexOf(" caught:");
    return Reason.oneLine(caught < 0 ? line : line.substring(0, caught));
  }
}
