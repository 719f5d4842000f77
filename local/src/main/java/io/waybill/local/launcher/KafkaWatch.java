package io.waybill.local.launcher;

import io.waybill.local.kafka.KafkaLogging;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads topics from now on and notes when a key is first seen; belongs to no consumer group. */
final class KafkaWatch implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConsumer<String, byte[]> consumer;
  private final Map<String, CompletableFuture<Long>> seen = new ConcurrentHashMap<>();
  private final Thread reader;
  private volatile boolean closed;

  KafkaWatch(String brokers, List<String> topics) {
    KafkaLogging.quiet();
    consumer =
        new KafkaConsumer<>(
            Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        topics.stream()
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    // The end is looked up when it is first asked for; it must be the end before the sample.
    partitions.forEach(consumer::position);
    reader = new Thread(this::read, "kafka-watch");
    reader.setDaemon(true);
    reader.start();
  }

  /** Completes with the time at which the first record with this key was seen. */
  CompletableFuture<Long> seen(String topic, String key) {
    return seen.computeIfAbsent(topic + "/" + key, absent -> new CompletableFuture<>());
  }

  private void read() {
    while (!closed) {
      consumer
          .poll(POLL)
          .forEach(record -> seen(record.topic(), record.key()).complete(System.nanoTime()));
    }
    consumer.close(CloseOptions.timeout(POLL));
  }

  @Override
  public void close() {
    closed = true;
    try {
      reader.join(1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
