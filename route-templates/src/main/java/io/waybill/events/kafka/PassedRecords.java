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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices records that passed unseen: Kafka deleted them before they were read, somebody set the
 * group's offsets forward, or the topic was made again. Kafka's client goes on behind them without
 * a word. A step over compacted records or transaction markers is none: only where the log begins
 * behind the next offset was something deleted.
 */
final class PassedRecords {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Logger LOG = LoggerFactory.getLogger(PassedRecords.class);

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
      deleted(partition, expected, Math.min(start, at));
    } else {
      reportLost(partition, expected, client.endOffsets(Set.of(partition), LIMIT).get(partition));
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
    Set<TopicPartition> unknown = new HashSet<>();
    for (TopicPartition partition : added) {
      OffsetAndMetadata offset = offsets.get(partition);
      long start = starts.get(partition);
      if (offset == null) {
        if (read.containsKey(partition)) {
          forgotten(partition, read.get(partition), start);
        } else if (start > 0) {
          unknown.add(partition);
        }
        continue;
      }
      topics.committed(Map.of(partition, offset));
      boolean moved = setForward(partition, read.get(partition), offset.offset());
      if (deleted(partition, offset.offset(), start)) {
        next.put(partition, start);
        behind.put(partition, new OffsetAndMetadata(start));
      } else if (!reportLost(partition, offset.offset(), ends.get(partition))) {
        next.putIfAbsent(partition, offset.offset());
        if (moved) {
          behind.put(partition, offset);
        }
      }
    }
    if (!behind.isEmpty()) {
      // Or the next start would count them once more.
      client.commitSync(ReadPositions.ours(behind), LIMIT);
      positions.committed(behind);
    }
    if (!unknown.isEmpty()) {
      LOG.warn(
          "The consumer group has no offsets of {}: it begins with the oldest records that are kept."
              + " If the group is not new, Kafka has forgotten its offsets"
              + " (offsets.retention.minutes), and what was deleted since it last ran has passed"
              + " unseen",
          unknown);
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

  private static boolean setForward(TopicPartition partition, Long read, long offset) {
    if (read == null || offset <= read) {
      return false;
    }
    ConsumerMeters.skipped(partition.topic(), offset - read);
    LOG.error(
        "{} records of {} have passed unseen, offsets {} to {}: somebody has set the offsets of the"
            + " consumer group forward. If they were to take effect, stop the group and set its"
            + " offset back to {} (kafka-consumer-groups --reset-offsets), or publish them again"
            + " from where they came",
        offset - read,
        partition,
        read,
        offset - 1,
        read);
    return true;
  }

  private void forgotten(TopicPartition partition, long read, long start) {
    if (!deleted(partition, read, start)) {
      LOG.warn(
          "Kafka has forgotten the consumer group's offset of {} (offsets.retention.minutes, or"
              + " somebody deleted it): records from offset {} on come again, up to {} of them for"
              + " the second time",
          partition,
          start,
          read - start);
    }
  }

  private static boolean deleted(TopicPartition partition, long expected, long start) {
    if (start <= expected) {
      return false;
    }
    long count = start - expected;
    ConsumerMeters.skipped(partition.topic(), count);
    LOG.error(
        "{} records of {} have passed unseen, offsets {} to {}: Kafka deleted them before they were"
            + " read. Publish them again from where they came; keep the topic's records longer than"
            + " consumers may be away",
        count,
        partition,
        expected,
        start - 1);
    return true;
  }

  private static boolean reportLost(TopicPartition partition, long expected, long end) {
    if (end >= expected) {
      return false;
    }
    LOG.error(
        "Kafka has lost records of {}: the log ends at offset {}, but was read up to {} (a leader"
            + " without all records, an older disk, or a topic that was made again). What is there"
            + " is read again, from the start; publish the records again that other consumers have"
            + " not read",
        partition,
        end,
        expected);
    return true;
  }
}
