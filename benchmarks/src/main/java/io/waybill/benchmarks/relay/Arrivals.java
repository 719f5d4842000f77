package io.waybill.benchmarks.relay;

import io.waybill.local.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A consumer that notes how old each event is when it gets it. The database notes an event's time
 * while it writes the row, so the wait for the commit is part of that.
 */
final class Arrivals implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final String TIME = "ce_time";

  private final String brokers;
  private final List<Long> ages = new ArrayList<>();
  private final Thread thread = new Thread(this::run, "arrivals");
  private volatile boolean over;

  Arrivals(String brokers) {
    this.brokers = brokers;
    thread.start();
  }

  private void run() {
    try (KafkaConsumer<byte[], byte[]> kafka =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers,
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class))) {
      List<TopicPartition> partitions =
          IntStream.range(0, Topics.PARTITIONS)
              .mapToObj(partition -> new TopicPartition(Topics.RESOURCE_CREATED, partition))
              .toList();
      kafka.assign(partitions);
      kafka.seekToEnd(partitions);
      while (!over) {
        for (ConsumerRecord<byte[], byte[]> record : kafka.poll(POLL)) {
          add(age(record, Instant.now()));
        }
      }
    }
  }

  private static long age(ConsumerRecord<byte[], byte[]> record, Instant now) {
    String time = new String(record.headers().lastHeader(TIME).value(), StandardCharsets.UTF_8);
    Instant written =
        time.endsWith("Z")
            ? Instant.parse(time)
            // Debezium's form of a timestamp: microseconds.
            : Instant.EPOCH.plus(Long.parseLong(time), ChronoUnit.MICROS);
    return Duration.between(written, now).toNanos();
  }

  private synchronized void add(long nanos) {
    ages.add(nanos);
  }

  /** Those that came since the last call, in nanoseconds. */
  synchronized List<Long> take() {
    List<Long> taken = List.copyOf(ages);
    ages.clear();
    return taken;
  }

  @Override
  public void close() {
    over = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
