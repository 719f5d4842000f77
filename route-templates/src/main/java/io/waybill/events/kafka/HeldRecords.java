package io.waybill.events.kafka;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** Records that were read and not handed out yet; a batch of them is bounded by bytes too. */
final class HeldRecords {
  private final int most;
  private final long bytes;
  private final Deque<ConsumerRecord<Object, Object>> records = new ArrayDeque<>();

  /**
   * @param most records of a batch
   * @param bytes of a batch: keys, values and headers; one record may have more
   */
  HeldRecords(int most, long bytes) {
    this.most = most;
    this.bytes = bytes;
  }

  boolean isEmpty() {
    return records.isEmpty();
  }

  void add(ConsumerRecords<Object, Object> read) {
    read.forEach(records::add);
  }

  void clear() {
    records.clear();
  }

  /** A partition is read from another offset: what was read of it comes again. */
  void drop(TopicPartition partition) {
    records.removeIf(record -> partitionOf(record).equals(partition));
  }

  /**
   * Takes a batch.
   *
   * @param more reads more, if more is there; called when all that was held is in the batch
   * @param ours the partitions that are still assigned afterwards
   */
  ConsumerRecords<Object, Object> take(Runnable more, Supplier<Set<TopicPartition>> ours) {
    List<ConsumerRecord<Object, Object>> batch = new ArrayList<>();
    long size = 0;
    boolean read = false;
    while (batch.size() < most && size < bytes) {
      if (records.isEmpty() && !batch.isEmpty()) {
        more.run();
        read = true;
      }
      ConsumerRecord<Object, Object> next = records.peek();
      if (next == null || (!batch.isEmpty() && size + sizeOf(next) > bytes)) {
        break;
      }
      size += sizeOf(next);
      batch.add(records.poll());
    }
    if (read) {
      // Another consumer may have a partition by now, and reads these records itself.
      Set<TopicPartition> assigned = ours.get();
      batch.removeIf(record -> !assigned.contains(partitionOf(record)));
    }
    return byPartition(batch);
  }

  private static ConsumerRecords<Object, Object> byPartition(
      List<ConsumerRecord<Object, Object>> batch) {
    if (batch.isEmpty()) {
      return ConsumerRecords.empty();
    }
    Map<TopicPartition, List<ConsumerRecord<Object, Object>>> partitions = new LinkedHashMap<>();
    for (ConsumerRecord<Object, Object> record : batch) {
      partitions.computeIfAbsent(partitionOf(record), none -> new ArrayList<>()).add(record);
    }
    return records(partitions);
  }

  /** A poll's answer: these records, each partition's position behind the last of them. */
  static ConsumerRecords<Object, Object> records(
      Map<TopicPartition, List<ConsumerRecord<Object, Object>>> partitions) {
    Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
    partitions.forEach(
        (partition, records) -> {
          ConsumerRecord<Object, Object> last = records.get(records.size() - 1);
          next.put(partition, new OffsetAndMetadata(last.offset() + 1, last.leaderEpoch(), ""));
        });
    return new ConsumerRecords<>(partitions, next);
  }

  private static TopicPartition partitionOf(ConsumerRecord<?, ?> record) {
    return new TopicPartition(record.topic(), record.partition());
  }

  private static long sizeOf(ConsumerRecord<?, ?> record) {
    long size =
        Math.max(0, record.serializedKeySize()) + (long) Math.max(0, record.serializedValueSize());
    for (Header header : record.headers()) {
      // An object of its own for each, however short.
      size += 64L + header.key().length() + (header.value() == null ? 0 : header.value().length);
    }
    return size;
  }
}
