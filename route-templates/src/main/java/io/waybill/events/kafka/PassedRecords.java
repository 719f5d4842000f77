package io.waybill.events.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices records that passed unseen: Kafka deleted them before they were read, and its client goes
 * on behind them without a word. A step over compacted records or transaction markers is none: only
 * where the log begins behind the next offset was something deleted.
 */
final class PassedRecords {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final long LOOK_NANOS = Duration.ofSeconds(5).toNanos();
  private static final Logger LOG = LoggerFactory.getLogger(PassedRecords.class);

  /** The offset that each partition is read at next. */
  private final Map<TopicPartition, Long> next = new HashMap<>();

  private Set<TopicPartition> known = Set.of();
  private long looked = System.nanoTime();

  /** The partition was moved on purpose; null: nobody knows where to. */
  void moved(TopicPartition partition, Long offset) {
    if (offset == null) {
      next.remove(partition);
    } else {
      next.put(partition, offset);
    }
  }

  void forget() {
    next.clear();
    known = Set.of();
  }

  /** Compares what a poll brought with what had to come. */
  void watch(Consumer<Object, Object> client, ConsumerRecords<Object, Object> records) {
    begin(client);
    for (TopicPartition partition : records.partitions()) {
      var read = records.records(partition);
      compare(client, partition, read.get(0).offset());
      next.put(partition, read.get(read.size() - 1).offset() + 1);
    }
    if (System.nanoTime() - looked >= LOOK_NANOS) {
      looked = System.nanoTime();
      // Nothing may come for a long time of a partition that was emptied.
      List.copyOf(next.keySet()).forEach(partition -> look(client, partition));
    }
  }

  private void look(Consumer<Object, Object> client, TopicPartition partition) {
    try {
      long position = client.position(partition, Duration.ofMillis(100));
      compare(client, partition, position);
      next.put(partition, position);
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
      report(partition, expected, Math.min(start, at));
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
    Map<TopicPartition, OffsetAndMetadata> committed = client.committed(added, LIMIT);
    Map<TopicPartition, Long> starts = client.beginningOffsets(added, LIMIT);
    Map<TopicPartition, Long> ends = client.endOffsets(added, LIMIT);
    Map<TopicPartition, OffsetAndMetadata> behind = new HashMap<>();
    Set<TopicPartition> unknown = new HashSet<>();
    for (TopicPartition partition : added) {
      OffsetAndMetadata offset = committed.get(partition);
      long start = starts.get(partition);
      if (offset == null) {
        if (start > 0) {
          unknown.add(partition);
        }
      } else if (report(partition, offset.offset(), start)) {
        next.put(partition, start);
        behind.put(partition, new OffsetAndMetadata(start));
      } else if (!reportLost(partition, offset.offset(), ends.get(partition))) {
        next.putIfAbsent(partition, offset.offset());
      }
    }
    if (!behind.isEmpty()) {
      // Or the next start would count them once more.
      client.commitSync(behind, LIMIT);
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

  private static boolean report(TopicPartition partition, long expected, long start) {
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
            + " without all records, or an older disk). What is there is read again, from the"
            + " start; publish the records again that other consumers have not read",
        partition,
        end,
        expected);
    return true;
  }
}
