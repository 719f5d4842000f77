package io.waybill.benchmarks.sink;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** What the groups have committed, which they do when the database has. */
final class Consumed implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(20);

  private final Admin kafka;

  Consumed(String brokers) {
    kafka = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers));
  }

  /** How many records the group has behind it. */
  long count(String group) {
    try {
      return kafka
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get()
          .values()
          .stream()
          .mapToLong(offset -> offset == null ? 0 : offset.offset())
          .sum();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Cannot ask Kafka for the group " + group, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while Kafka was asked", e);
    }
  }

  /**
   * Waits until the group has so many behind it.
   *
   * @return how many it then has, or when the time is over
   */
  long awaitCount(String group, long wanted, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    long count = count(group);
    while (count < wanted && System.nanoTime() < end) {
      LockSupport.parkNanos(POLL.toNanos());
      count = count(group);
    }
    return count;
  }

  @Override
  public void close() {
    kafka.close();
  }
}
