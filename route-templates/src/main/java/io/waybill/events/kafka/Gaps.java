package io.waybill.events.kafka;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts records that passed unseen and names them at ERROR, with what an operator can do. */
final class Gaps {
  private static final Logger LOG = LoggerFactory.getLogger(PassedRecords.class);

  private Gaps() {}

  /** Whether somebody has set the group's offset forward; null: how far it had read is unknown. */
  static boolean isSetForward(TopicPartition partition, Long read, long offset) {
    if (read == null || offset <= read) {
      return false;
    }
    ConsumerMeters.skipped(partition.topic(), ConsumerMeters.OFFSETS_SET, offset - read);
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

  /** Whether Kafka deleted records that were to be read next. */
  static boolean isDeleted(TopicPartition partition, long expected, long start) {
    if (start <= expected) {
      return false;
    }
    long count = start - expected;
    ConsumerMeters.skipped(partition.topic(), ConsumerMeters.DELETED, count);
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

  /** Whether the log ends before the record that was to be read next. */
  static boolean isLost(TopicPartition partition, long expected, long end) {
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

  /** Kafka has no offset of the group, but it is known how far the group had read. */
  static void forgotten(TopicPartition partition, long read, long start) {
    if (!isDeleted(partition, read, start)) {
      LOG.warn(
          "Kafka has forgotten the consumer group's offset of {} (offsets.retention.minutes, or"
              + " somebody deleted it): records from offset {} on come again, up to {} of them for"
              + " the second time",
          partition,
          start,
          read - start);
    }
  }

  /**
   * Nothing says how far the group had read, and the first records are gone.
   *
   * @param starts the partitions with the offset that each begins at
   */
  static void unknown(Map<TopicPartition, Long> starts) {
    if (starts.isEmpty()) {
      return;
    }
    starts
        .keySet()
        .forEach(partition -> ConsumerMeters.skipped(partition.topic(), ConsumerMeters.UNKNOWN, 1));
    LOG.error(
        "An unknown number of records may have passed unseen, all before the offsets in {}: Kafka"
            + " has deleted these records, has no offsets of the consumer group"
            + " (offsets.retention.minutes), and nothing else says how far it had read. If the group"
            + " is new, nothing is missing. Otherwise publish everything again from where it came,"
            + " since the last event that was stored. The group goes on with the oldest records",
        starts);
  }
}
