package io.waybill.events.kafka;

import io.waybill.events.RepeatedFailureLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/** Partitions that can't be read for a while: they pause, and hold up none of the others. */
final class WaitingPartitions {
  private static final Duration PAUSE = Duration.ofSeconds(5);
  private static final Duration TRIAL = Duration.ofSeconds(2);

  /** Longer than a round of waiting and trying again. */
  private static final Duration SETTLED = Duration.ofSeconds(15);

  private static final RepeatedFailureLog LOG = new RepeatedFailureLog(WaitingPartitions.class);

  private final Map<TopicPartition, Long> until = new HashMap<>();
  private long lastFailure = System.nanoTime() - SETTLED.toNanos();

  /** When the first partition of a topic was read again. */
  private final Map<String, Long> firstTried = new HashMap<>();

  /** Whether a failure concerns only some of the partitions; if so, these wait. */
  boolean isOfSome(Consumer<Object, Object> client, Throwable failure) {
    Set<TopicPartition> partitions = concerned(client.assignment(), failure);
    if (partitions.isEmpty()) {
      return false;
    }
    LOG.warn(
        "%s can't be read now and is tried again until it can; other partitions go on"
            .formatted(partitions),
        failure);
    client.pause(partitions);
    lastFailure = System.nanoTime();
    long end = lastFailure + PAUSE.toNanos();
    partitions.forEach(
        partition -> {
          until.put(partition, end);
          firstTried.remove(partition.topic());
        });
    return true;
  }

  /**
   * Reads those again that have waited: one of each topic, then the others. Kafka's client logs a
   * line for each that fails.
   */
  void resume(Consumer<Object, Object> client) {
    if (until.isEmpty()) {
      return;
    }
    long now = System.nanoTime();
    List<TopicPartition> due =
        until.entrySet().stream()
            .filter(waiting -> now - waiting.getValue() >= 0)
            .map(Map.Entry::getKey)
            .toList();
    List<TopicPartition> resumed = new ArrayList<>();
    for (TopicPartition partition : due) {
      Long tried = firstTried.get(partition.topic());
      if (tried == null || now - tried >= TRIAL.toNanos()) {
        resumed.add(partition);
        until.remove(partition);
      }
      firstTried.putIfAbsent(partition.topic(), now);
    }
    if (until.isEmpty()) {
      firstTried.clear();
    }
    Set<TopicPartition> assigned = client.assignment();
    client.resume(resumed.stream().filter(assigned::contains).toList());
  }

  /** Whether all partitions are read, and not only tried once more. */
  boolean areOver() {
    return until.isEmpty() && System.nanoTime() - lastFailure >= SETTLED.toNanos();
  }

  private static Set<TopicPartition> concerned(Set<TopicPartition> assigned, Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof TopicAuthorizationException denied) {
        return assigned.stream()
            .filter(partition -> denied.unauthorizedTopics().contains(partition.topic()))
            .collect(Collectors.toSet());
      }
    }
    return Named.in(assigned, failure).stream().collect(Collectors.toSet());
  }
}
