package io.waybill.system.client;

import io.waybill.local.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;

/** The topics, as a plain consumer in a group of its own reads them. */
public final class Events {
  /** The topics with events. */
  public static final List<String> TOPICS = Topics.events();

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private Events() {}

  /** Reads the topics from their beginning to what is now their end. */
  public static List<ConsumerRecord<String, String>> all(
      String brokers, Collection<String> topics) {
    return all(brokers, topics, List.of());
  }

  /** The same without the records that are known to be damaged. */
  public static List<ConsumerRecord<String, String>> all(
      String brokers, Collection<String> topics, List<Unreadable> damaged) {
    List<ConsumerRecord<String, String>> records = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(settings(brokers))) {
      List<TopicPartition> partitions =
          topics.stream()
              .flatMap(topic -> consumer.partitionsFor(topic, LIMIT).stream())
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, LIMIT);
      consumer.subscribe(topics);
      long deadline = System.nanoTime() + LIMIT.toNanos();
      while (!reached(consumer, ends)) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "Kafka did not hand out all records of "
                  + topics
                  + " within "
                  + LIMIT.toSeconds()
                  + " s.");
        }
        try {
          consumer.poll(POLL).forEach(records::add);
        } catch (KafkaException e) {
          if (!skip(consumer, damaged)) {
            throw e;
          }
        }
      }
    }
    return records;
  }

  /** Goes on behind the damaged records that a partition has come to, if it has. */
  private static boolean skip(KafkaConsumer<?, ?> consumer, List<Unreadable> damaged) {
    boolean skipped = false;
    for (Unreadable one : damaged) {
      TopicPartition partition = one.partition();
      if (consumer.assignment().contains(partition)
          && one.covers(consumer.position(partition, LIMIT))) {
        consumer.seek(partition, one.to() + 1);
        skipped = true;
      }
    }
    return skipped;
  }

  private static boolean reached(
      KafkaConsumer<String, String> consumer, Map<TopicPartition, Long> ends) {
    return consumer.assignment().containsAll(ends.keySet())
        && ends.entrySet().stream()
            .allMatch(end -> consumer.position(end.getKey(), LIMIT) >= end.getValue());
  }

  /** Up to where a group has done its work. */
  public static Map<TopicPartition, OffsetAndMetadata> committed(String brokers, String group) {
    Properties settings = new Properties();
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
    try (Admin admin = Admin.create(settings)) {
      return admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .toCompletionStage()
          .toCompletableFuture()
          .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
          .join();
    }
  }

  /** The last value of a header as text, or null. */
  public static String header(ConsumerRecord<String, String> message, String name) {
    Header header = message.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
  }

  private static Properties settings(String brokers) {
    Properties settings = new Properties();
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, "system-tests-" + UUID.randomUUID());
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "5000");
    settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class.getName());
    settings.put(
        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class.getName());
    return settings;
  }
}
