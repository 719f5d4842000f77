package io.waybill.benchmarks.order;

import io.waybill.local.Topics;
import io.waybill.local.Waiting;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A consumer that reads a topic from its beginning while it is written, through all faults. */
final class Watcher implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Sight sight = new Sight();
  private final Thread thread;
  private volatile boolean stopped;
  private volatile long lastRecord = System.nanoTime();

  /**
   * @param isolation plain consumers are read_uncommitted, Kafka's default
   */
  Watcher(String brokers, String topic, String isolation) {
    consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                brokers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                isolation,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG,
                "false"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(
        IntStream.range(0, Topics.PARTITIONS)
            .mapToObj(partition -> new TopicPartition(topic, partition))
            .toList());
    thread = new Thread(this::read, "watch-" + topic + "-" + isolation);
    thread.start();
  }

  private void read() {
    while (!stopped) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        sight.see(Events.key(record.key()), Events.number(record.value()));
        lastRecord = System.nanoTime();
      }
    }
    consumer.close();
  }

  /** Waits until nothing is missing, at most half a minute, and nothing more comes. */
  Sight settle(int count) {
    Duration quiet = Duration.ofSeconds(2);
    Waiting.until(
        () -> sight.lost(count) == 0 && System.nanoTime() - lastRecord > quiet.toNanos(),
        LIMIT,
        POLL);
    return sight;
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join(LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
