package io.waybill.events.kafka;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import java.util.List;

/**
 * Records that no route has seen, in Micrometer's global registry: {@code
 * kafka_consumer_unreadable_records_total{topic}} and {@code
 * kafka_consumer_skipped_records_total{topic, reason}}.
 */
final class ConsumerMeters {
  /** Kafka deleted them before they were read. */
  static final String DELETED = "deleted";

  /** Somebody set the offsets of the group forward. */
  static final String OFFSETS_SET = "offsets_set";

  /** The topic was deleted and made again. */
  static final String MADE_AGAIN = "topic_made_again";

  /** Nothing says how many, or whether any: 1 for each partition. */
  static final String UNKNOWN = "unknown_number";

  private ConsumerMeters() {}

  /** Makes the counters of a topic stand at zero before anything is lost. */
  static void seen(String topic) {
    unreadableRecords(topic);
    for (String reason : List.of(DELETED, OFFSETS_SET, MADE_AGAIN, UNKNOWN)) {
      skippedRecords(topic, reason);
    }
  }

  static void unreadable(String topic) {
    unreadableRecords(topic).increment();
  }

  static void skipped(String topic, String reason, long count) {
    skippedRecords(topic, reason).increment((double) count);
  }

  private static Counter unreadableRecords(String topic) {
    return Counter.builder("kafka.consumer.unreadable.records")
        .description("Records that nobody can read and that were skipped")
        .tag("topic", topic)
        .register(Metrics.globalRegistry);
  }

  private static Counter skippedRecords(String topic, String reason) {
    return Counter.builder("kafka.consumer.skipped.records")
        .description("Records that passed this consumer unseen: deleted, or stepped over")
        .tag("topic", topic)
        .tag("reason", reason)
        .register(Metrics.globalRegistry);
  }
}
