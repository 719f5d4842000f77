package io.waybill.events.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Notices records that passed unseen: Kafka deleted them before they were read, somebody set the
 * group's offsets forward, or the topic was made again. Kafka's client goes on behind them without
 * a word. A step over compacted records or transaction markers is none: only where the log begins
 * behind the next offset was something deleted.
 */
final class PassedRecords {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final ReadPositions positions;
  private final RemadeTopics topics;
  private final long lookNanos;

  /** The offset that each partition is read at next. */
  private final Map<TopicPartition, Long> next = new HashMap<>();

  private Set<TopicPartition> known = Set.of();
  private long looked = System.nanoTime();

  /**
   * @param look how often partitions are looked at of which nothing comes
   */
  PassedRecords(ReadPositions positions, Duration look) {
    this.positions = positions;
    this.topics = new RemadeTopics(positions);
    this.lookNanos = look.toNanos();
  }

  /** The partition was moved on purpose; null: nobody knows where to. */
  void moved(TopicPartition partition, Long offset) {
    if (offset == null) {
      next.remove(partition);
    } else {
      next.put(partition, offset);
    }
  }

  /** The group's offsets were committed. */
  void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
    topics.committed(offsets);
  }

  void forget() {
    next.clear();
    known = Set.of();
  }

  /**
   * Compares what a poll brought with what had to come.
   *
   * @return the partitions that are read from their start from now on
   */
  Collection<TopicPartition> watch(
      Consumer<Object, Object> client, ConsumerRecords<Object, Object> records) {
    begin(client);
    for (TopicPartition partition : records.partitions()) {
      var read = records.records(partition);
      compare(client, partition, read.get(0).offset());
      next.put(partition, read.get(read.size() - 1).offset() + 1);
    }
    if (System.nanoTime() - looked < lookNanos) {
      return Set.of();
    }
    looked = System.nanoTime();
    Collection<TopicPartition> again = topics.look(client);
    again.forEach(next::remove);
    // Nothing may come for a long time of a partition that was emptied.
    List.copyOf(next.keySet()).forEach(partition -> look(client, partition));
    positions.keep();
    topics.ask(client);
    return again;
  }

  private void look(Consumer<Object, Object> client, TopicPartition partition) {
    try {
      long position = client.position(partition, Duration.ofMillis(100));
      compare(client, partition, position);
      next.put(partition, position);
      topics.at(partition, position, client.currentLag(partition));
    } catch (TimeoutException notKnownYet) {
      // The next look will.
    }
  }

  private void compare(Consumer<Object, Object> client, TopicPartition partition, long at) {
    Long expected = next.get(partition);
    if (expected == null || expected == at) {
      return;
    }
    if (at > expected) {
      long start = client.beginningOffsets(Set.of(partition), LIMIT).get(partition);
      Gaps.isDeleted(partition, expected, Math.min(start, at));
    } else {
      Gaps.isLost(partition, expected, client.endOffsets(Set.of(partition), LIMIT).get(partition));
    }
  }

  /** Compares what the group has committed of partitions that are new here with what is there. */
  private void begin(Consumer<Object, Object> client) {
    Set<TopicPartition> assigned = client.assignment();
    if (assigned.equals(known)) {
      return;
    }
    next.keySet().retainAll(assigned);
    Set<TopicPartition> added = new HashSet<>(assigned);
    added.removeAll(known);
    if (!added.isEmpty()) {
      begin(client, added);
    }
    known = Set.copyOf(assigned);
  }

  private void begin(Consumer<Object, Object> client, Set<TopicPartition> added) {
    added.forEach(partition -> ConsumerMeters.seen(partition.topic()));
    Map<TopicPartition, OffsetAndMetadata> offsets = client.committed(added, LIMIT);
    Map<TopicPartition, Long> starts = client.beginningOffsets(added, LIMIT);
    Map<TopicPartition, Long> ends = client.endOffsets(added, LIMIT);
    Map<TopicPartition, Long> read = readBefore(offsets);
    Map<TopicPartition, OffsetAndMetadata> behind = new HashMap<>();
    Map<TopicPartition, Long> unknown = new HashMap<>();
    for (TopicPartition partition : added) {
      OffsetAndMetadata offset = offsets.get(partition);
      long start = starts.get(partition);
      if (offset == null) {
        if (read.containsKey(partition)) {
          Gaps.forgotten(partition, read.get(partition), start);
          behind.put(partition, new OffsetAndMetadata(start));
        } else if (start > 0) {
          unknown.put(partition, start);
          behind.put(partition, new OffsetAndMetadata(start));
        }
        continue;
      }
      topics.committed(Map.of(partition, offset));
      boolean moved = Gaps.isSetForward(partition, read.get(partition), offset.offset());
      if (Gaps.isDeleted(partition, offset.offset(), start)) {
        next.put(partition, start);
        behind.put(partition, new OffsetAndMetadata(start));
      } else if (!Gaps.isLost(partition, offset.offset(), ends.get(partition))) {
        next.putIfAbsent(partition, offset.offset());
        if (moved) {
          behind.put(partition, offset);
        }
      }
    }
    Gaps.unknown(unknown);
    if (!behind.isEmpty()) {
      // Or the next start would count them once more.
      client.commitSync(ReadPositions.ours(behind), LIMIT);
      positions.committed(behind);
    }
  }

  /** Of partitions whose offset is not what a consumer has committed. */
  private Map<TopicPartition, Long> readBefore(Map<TopicPartition, OffsetAndMetadata> offsets) {
    Set<TopicPartition> foreign =
        offsets.entrySet().stream()
            .filter(e -> e.getValue() == null || !isOurs(e.getValue()))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    return foreign.isEmpty() ? Map.of() : positions.of(foreign);
  }

  private static boolean isOurs(OffsetAndMetadata offset) {
    return ReadPositions.OURS.equals(offset.metadata());
  }
}
