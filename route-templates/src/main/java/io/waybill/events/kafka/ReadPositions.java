package io.waybill.events.kafka;

import io.waybill.events.RepeatedFailureLog;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * How far a consumer group has read, kept in Kafka apart from its offsets, which others can set: as
 * the offsets of a group that has no members. See ADR 20.
 */
class ReadPositions implements AutoCloseable {
  /**
   * The metadata of an offset that a steady consumer has committed. An operator's tool sets none.
   */
  static final String OURS = "read";

  static final String SUFFIX = ".read";

  private static final long LIMIT_MILLIS = 2_000;
  private static final RepeatedFailureLog LOG = new RepeatedFailureLog(ReadPositions.class);

  private final Supplier<Admin> clients;
  private final String group;
  private final Map<TopicPartition, OffsetAndMetadata> unkept = new HashMap<>();
  private final Map<String, Uuid> topicIds = new ConcurrentHashMap<>();
  private CompletableFuture<?> keeping = CompletableFuture.completedFuture(null);
  private Admin admin;

  ReadPositions(Supplier<Admin> clients, String group) {
    this.clients = clients;
    this.group = group + SUFFIX;
  }

  /** Marks offsets that are about to be committed as this consumer's own. */
  static Map<TopicPartition, OffsetAndMetadata> ours(
      Map<TopicPartition, OffsetAndMetadata> offsets) {
    Map<TopicPartition, OffsetAndMetadata> marked = new HashMap<>();
    offsets.forEach(
        (partition, offset) ->
            marked.put(
                partition, new OffsetAndMetadata(offset.offset(), offset.leaderEpoch(), OURS)));
    return marked;
  }

  /** Offsets have been committed. */
  void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
    unkept.putAll(offsets);
  }

  /** Keeps what has been committed since the last call; waits for nothing. */
  void keep() {
    if (unkept.isEmpty()) {
      return;
    }
    try {
      keeping =
          admin()
              .alterConsumerGroupOffsets(group, Map.copyOf(unkept))
              .all()
              .toCompletionStage()
              .whenComplete((none, failure) -> say(failure))
              .toCompletableFuture();
      unkept.clear();
    } catch (KafkaException e) {
      say(e);
    }
  }

  /** How far the partitions had been read; without those of which it is not known. */
  Map<TopicPartition, Long> of(Set<TopicPartition> partitions) {
    Map<TopicPartition, Long> read = new HashMap<>();
    try {
      admin()
          .listConsumerGroupOffsets(
              Map.of(group, new ListConsumerGroupOffsetsSpec().topicPartitions(partitions)))
          .all()
          .get(LIMIT_MILLIS, TimeUnit.MILLISECONDS)
          .get(group)
          .forEach(
              (partition, offset) -> {
                if (offset != null) {
                  read.put(partition, offset.offset());
                }
              });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      say(e);
    }
    return read;
  }

  /** Asks which topics these are; {@link #topicIds} has the answers later, and no older ones. */
  void askTopics(Set<String> topics) {
    topicIds.clear();
    if (topics.isEmpty()) {
      return;
    }
    try {
      admin()
          .describeTopics(List.copyOf(topics))
          .topicNameValues()
          .forEach(
              (name, answer) ->
                  answer
                      .toCompletionStage()
                      .whenComplete(
                          (topic, failure) -> {
                            if (topic != null) {
                              topicIds.put(name, topic.topicId());
                            }
                          }));
    } catch (KafkaException e) {
      say(e);
    }
  }

  /** The ids of topics by their names: a topic that was made again has another. */
  Map<String, Uuid> topicIds() {
    return topicIds;
  }

  private static void say(Throwable failure) {
    if (failure != null) {
      LOG.warn(
          "How far this consumer has read can't be kept or read: if its group's offsets are set"
              + " forward, nobody notices. It needs READ on a group of its name and \""
              + SUFFIX
              + "\"",
          failure);
    }
  }

  private Admin admin() {
    if (admin == null) {
      admin = clients.get();
    }
    return admin;
  }

  /** Keeps the rest. */
  @Override
  public void close() {
    keep();
    try {
      // An admin client that is closed does not end what it has begun.
      keeping.get(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException saidAlready) {
      // The next start may report too much as skipped, and no less.
    }
    if (admin != null) {
      admin.close(Duration.ZERO);
      admin = null;
    }
  }
}
