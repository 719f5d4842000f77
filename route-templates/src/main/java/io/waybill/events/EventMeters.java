package io.waybill.events;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import java.util.Collection;

/**
 * What went wrong with consumed messages, in Micrometer's global registry, which Spring Boot
 * exports: {@code kafka_consumer_messages_failed_total{topic}}, attempts that are repeated, and
 * {@code kafka_consumer_messages_dead_lettered_total{topic}}.
 */
final class EventMeters {
  private EventMeters() {}

  /** Makes the counters of a topic stand at zero before anything fails. */
  static void seen(String topic) {
    failures(topic);
    deadLetters(topic);
  }

  static void failed(Collection<ReceivedEvent> events) {
    events.forEach(event -> failures(event.topic()).increment());
  }

  static void deadLettered(String topic) {
    deadLetters(topic).increment();
  }

  private static Counter failures(String topic) {
    return Counter.builder("kafka.consumer.messages.failed")
        .description("Messages of batches that failed and are repeated")
        .tag("topic", topic)
        .register(Metrics.globalRegistry);
  }

  private static Counter deadLetters(String topic) {
    return Counter.builder("kafka.consumer.messages.dead.lettered")
        .description("Messages that can never be processed and went to the dead-letter topic")
        .tag("topic", topic)
        .register(Metrics.globalRegistry);
  }
}
