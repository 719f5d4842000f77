package io.waybill.service.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Marker;
import org.slf4j.helpers.BasicMarkerFactory;

/**
 * Lets a warning or an error through a few times in a minute, then leaves out those like it and
 * says how many there were. Alike are lines of one logger that begin alike, with the same kind of
 * exception, and all lines that an outage of the database or Kafka causes.
 */
final class FloodFilter extends TurboFilter {
  static final int ALLOWED = 5;

  /** Of an outage of the database or Kafka: health and the parts say the rest. */
  static final int ALLOWED_OF_OUTAGE = 1;

  private static final long WINDOW_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int BEGINNING = 24;
  private static final int REMEMBERED = 500;
  private static final Marker SUMMARY = new BasicMarkerFactory().getDetachedMarker("left-out");

  private final LongSupplier nanos;
  private final Map<String, Window> windows =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
          return size() > REMEMBERED;
        }
      };

  private static final class Window {
    private long start;
    private int seen;
  }

  FloodFilter() {
    this(System::nanoTime);
  }

  FloodFilter(LongSupplier nanos) {
    this.nanos = nanos;
  }

  @Override
  public FilterReply decide(
      Marker marker,
      Logger logger,
      Level level,
      String format,
      Object[] parameters,
      Throwable failure) {
    // A question whether a level is on has no text.
    if (marker == SUMMARY
        || format == null
        || !level.isGreaterOrEqual(Level.WARN)
        || !logger.isEnabledFor(SUMMARY, level)) {
      return FilterReply.NEUTRAL;
    }
    int leftOut =
        marker == LogMarkers.OUTAGE
            ? leftOutBefore(marker.getName(), ALLOWED_OF_OUTAGE)
            : leftOutBefore(key(logger, level, format, failure), ALLOWED);
    if (leftOut > 0) {
      logger.warn(SUMMARY, "{} more lines like the next one were left out", leftOut);
    }
    return leftOut < 0 ? FilterReply.DENY : FilterReply.NEUTRAL;
  }

  /** -1 if this one is left out too. */
  private synchronized int leftOutBefore(String key, int allowed) {
    Window window = windows.computeIfAbsent(key, any -> new Window());
    long now = nanos.getAsLong();
    int leftOut = 0;
    if (window.seen == 0 || now - window.start > WINDOW_NANOS) {
      leftOut = Math.max(0, window.seen - allowed);
      window.start = now;
      window.seen = 0;
    }
    window.seen++;
    return window.seen > allowed ? -1 : leftOut;
  }

  private static String key(Logger logger, Level level, String format, Throwable failure) {
    String beginning = format.substring(0, Math.min(BEGINNING, format.length()));
    String kind = failure == null ? "" : failure.getClass().getName();
    return logger.getName() + '\n' + level + '\n' + beginning + '\n' + kind;
  }
}
