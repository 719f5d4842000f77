package io.waybill.outbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import java.sql.Array;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the relay has done, in Micrometer's global registry, which Spring Boot exports: {@code
 * outbox_published_total{topic}}, {@code outbox_publish_failures_total}, {@code
 * outbox_relay_repairs_total} and {@code outbox_relay_lag_seconds}, from the write to the target's
 * acknowledgement by the database's clock.
 */
final class OutboxMeters {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxMeters.class);

  private static final Duration[] BUCKETS =
      DoubleStream.of(.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200)
          .mapToObj(seconds -> Duration.ofMillis((long) (seconds * 1000)))
          .toArray(Duration[]::new);

  private static final Counter FAILURES =
      Counter.builder("outbox.publish.failures")
          .description("Batches that were not published and stay pending, and refused events")
          .register(Metrics.globalRegistry);

  private static final Counter REPAIRS =
      Counter.builder("outbox.relay.repairs")
          .description("Times that the relay's low-water mark was wrong and has been put right")
          .register(Metrics.globalRegistry);

  private static final Timer LAG =
      Timer.builder("outbox.relay.lag")
          .description("From the write of an event to its acknowledgement")
          .serviceLevelObjectives(BUCKETS)
          .register(Metrics.globalRegistry);

  private OutboxMeters() {}

  /**
   * Counts a batch that is marked as processed.
   *
   * @param topics the rows of {@code mark-processed.sql}
   */
  static void published(List<Map<String, Object>> topics) throws SQLException {
    for (Map<String, Object> topic : topics) {
      Double[] lags = (Double[]) ((Array) topic.get("lags")).getArray();
      Counter.builder("outbox.published")
          .description("Events that the target has acknowledged")
          .tag("topic", (String) topic.get("event_type"))
          .register(Metrics.globalRegistry)
          .increment(lags.length);
      for (double seconds : lags) {
        LAG.record(Duration.ofNanos((long) (seconds * 1e9)));
      }
    }
  }

  /**
   * Says what {@code raise-low-water-mark.sql} has put right.
   *
   * @param repaired what was wrong
   */
  static void repaired(String repaired) {
    REPAIRS.increment();
    LOG.warn("{} Has outbox_events been truncated, restored or changed by hand?", repaired);
  }

  static void failed() {
    FAILURES.increment();
  }
}
