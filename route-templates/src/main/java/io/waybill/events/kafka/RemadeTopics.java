package io.waybill.events.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices topics that were deleted and made again. Kafka's client goes on in the new one at the
 * offset that it had in the old one.
 */
final class RemadeTopics {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Logger LOG = LoggerFactory.getLogger(RemadeTopics.class);

  private final ReadPositions positions;

  /** What the group has committed. */
  private final Map<TopicPartition, Long> committed = new HashMap<>();

  /** How many records were there at the last look and not committed. */
  private final Map<TopicPartition, Long> unread = new HashMap<>();

  /** The same, of a look after which the topic was still the one that it had been. */
  private final Map<TopicPartition, Long> unreadFor = new HashMap<>();

  private final Map<String, Uuid> topicIds = new HashMap<>();

  RemadeTopics(ReadPositions positions) {
    this.positions = positions;
  }

  /** The group's offsets were committed. */
  void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
    offsets.forEach((partition, offset) -> committed.put(partition, offset.offset()));
  }

  /** Where a partition is read at a look, and how many records are behind that. */
  void at(TopicPartition partition, long position, OptionalLong lag) {
    long done = committed.getOrDefault(partition, position);
    lag.ifPresent(behind -> unread.put(partition, Math.max(0, position + behind - done)));
  }

  /** Asks which topics these are, for the next look. */
  void ask(Consumer<Object, Object> client) {
    positions.askTopics(
        client.assignment().stream().map(TopicPartition::topic).collect(Collectors.toSet()));
  }

  /**
   * Topics that have another id than before are other topics, whatever offsets say.
   *
   * @return the partitions that are read from their start from now on
   */
  Collection<TopicPartition> look(Consumer<Object, Object> client) {
    Set<String> others = new HashSet<>();
    positions
        .topicIds()
        .forEach(
            (topic, id) -> {
              Uuid before = topicIds.put(topic, id);
              if (before != null && !before.equals(id)) {
                others.add(topic);
              } else {
                unread.forEach(
                    (partition, count) -> {
                      if (partition.topic().equals(topic)) {
                        unreadFor.put(partition, count);
                      }
                    });
              }
            });
    if (others.isEmpty()) {
      return Set.of();
    }
    Set<TopicPartition> again =
        client.assignment().stream()
            .filter(partition -> others.contains(partition.topic()))
            .collect(Collectors.toSet());
    for (String topic : others) {
      reportMadeAgain(topic, again);
    }
    Map<TopicPartition, OffsetAndMetadata> starts = new HashMap<>();
    client
        .beginningOffsets(again, LIMIT)
        .forEach((partition, start) -> starts.put(partition, new OffsetAndMetadata(start)));
    client.seekToBeginning(again);
    client.commitSync(ReadPositions.ours(starts), LIMIT);
    return again;
  }

  private void reportMadeAgain(String topic, Set<TopicPartition> again) {
    long count = 0;
    for (TopicPartition partition : again) {
      if (partition.topic().equals(topic)) {
        committed.remove(partition);
        Long lost = unreadFor.remove(partition);
        count += lost == null ? 0 : lost;
      }
    }
    if (count > 0) {
      ConsumerMeters.skipped(topic, ConsumerMeters.MADE_AGAIN, count);
    }
    LOG.error(
        "Topic {} was deleted and made again: {} records of the old one have passed unseen, at the"
            + " last look. Publish them again from where they came. The new one is read from its"
            + " start",
        topic,
        count);
  }
}
