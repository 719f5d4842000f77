package io.waybill.events.kafka;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;

/**
 * Records that no route has seen, in Micrometer's global registry: {@code
 * kafka_consumer_unreadable_records_total{topic}} and {@code
 * kafka_consumer_skipped_records_total{topic}}.
 */
final class ConsumerMeters {
  private ConsumerMeters() {}

  /** Makes the counters of a topic stand at zero before anything is lost. */
  static void seen(String topic) {
    unreadableRecords(topic);
    skippedRecords(topic);
  }

  static void unreadable(String topic) {
    unreadableRecords(topic).increment();
  }

  static void skipped(String topic, long count) {
    skippedRecords(topic).increment((double) count);
  }

  private static Counter unreadableRecords(String topic) {
    return Counter.builder("kafka.consumer.unreadable.records")
        .description("Records that nobody can read and that were skipped")
        .tag("topic", topic)
        .register(Metrics.globalRegistry);
  }

  private static Counter skippedRecords(String topic) {
    return Counter.builder("kafka.consumer.skipped.records")
        .description("Records that passed this consumer unseen: deleted, or stepped over")
        .tag("topic", topic)
        .register(Metrics.globalRegistry);
  }
}
