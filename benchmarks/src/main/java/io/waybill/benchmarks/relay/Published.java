package io.waybill.benchmarks.relay;

import io.waybill.local.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What Kafka has of a topic. */
final class Published implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(20);

  private final KafkaConsumer<byte[], byte[]> kafka;
  private final List<TopicPartition> partitions;

  Published(String brokers, String topic) {
    kafka =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers,
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class));
    partitions =
        IntStream.range(0, Topics.PARTITIONS)
            .mapToObj(partition -> new TopicPartition(topic, partition))
            .toList();
  }

  /** How many records there are. */
  long count() {
    return kafka.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Waits for so many records.
   *
   * @return what there is then, or when the time is over
   */
  long awaitCount(long wanted, long untilNanos) {
    long count = count();
    while (count < wanted && System.nanoTime() < untilNanos) {
      LockSupport.parkNanos(POLL.toNanos());
      count = count();
    }
    return count;
  }

  @Override
  public void close() {
    kafka.close();
  }
}
