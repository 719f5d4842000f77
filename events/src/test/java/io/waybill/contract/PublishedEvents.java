package io.waybill.contract;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Holds all events of a Kafka against the contract. */
public final class PublishedEvents {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(200);

  private PublishedEvents() {}

  /**
   * Fails unless all records of these topics are as the AsyncAPI document says.
   *
   * @return how many there are
   */
  public static int check(String brokers, Collection<String> topics) {
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            brokers,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            5000,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false);
    try (KafkaConsumer<String, String> kafka =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions =
          topics.stream()
              .flatMap(topic -> kafka.partitionsFor(topic, LIMIT).stream())
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      Map<TopicPartition, Long> ends = kafka.endOffsets(partitions, LIMIT);
      kafka.assign(partitions);
      kafka.seekToBeginning(partitions);
      int count = 0;
      long deadline = System.nanoTime() + LIMIT.toNanos();
      while (ends.entrySet().stream().anyMatch(e -> kafka.position(e.getKey()) < e.getValue())) {
        if (System.nanoTime() > deadline) {
          throw new AssertionError("Kafka did not hand out all records of " + topics);
        }
        for (ConsumerRecord<String, String> event : kafka.poll(POLL)) {
          check(event);
          count++;
        }
      }
      return count;
    }
  }

  /** Fails unless the record is as the AsyncAPI document says. */
  public static void check(ConsumerRecord<String, String> event) {
    Map<String, String> headers = new HashMap<>();
    event
        .headers()
        .forEach(h -> headers.put(h.key(), new String(h.value(), StandardCharsets.UTF_8)));
    List<String> violations = EventContract.violations(event.topic(), headers, event.value());
    if (!violations.isEmpty()) {
      throw new AssertionError(
          "%s partition %s offset %s is not as events/asyncapi.yaml says: %s%n%s%n%s"
              .formatted(
                  event.topic(),
                  event.partition(),
                  event.offset(),
                  violations,
                  new TreeMap<>(headers),
                  event.value()));
    }
  }
}
