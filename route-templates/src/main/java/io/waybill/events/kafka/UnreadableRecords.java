package io.waybill.events.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Skips a record that nobody can read, and only that one, when reading it from Kafka again has not
 * helped. Of a damaged batch no record is readable. Kafka's client doesn't say where the batch
 * ends, so its records are skipped one by one, each with one fetch. The other partitions pause
 * meanwhile: a fetch of theirs that finds nothing would hold up each of these fetches for {@code
 * fetch.max.wait.ms}.
 */
final class UnreadableRecords {
  private static final int ATTEMPTS = 4;
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Duration SOON = Duration.ofMillis(100);
  private static final Logger LOG = LoggerFactory.getLogger(UnreadableRecords.class);

  private final PassedRecords passed;
  private final Map<TopicPartition, Unreadable> unreadable = new HashMap<>();

  /** Where a partition goes on after a poll that is to make Kafka's client forget what it holds. */
  private final Map<TopicPartition, Long> readAgain = new HashMap<>();

  /** The partitions that pause while records of another one are skipped. */
  private final Set<TopicPartition> paused = new HashSet<>();

  private long lastSkip;

  private static final class Unreadable {
    private long offset;
    private String cause;
    private int attempts;
    private long skippedFrom;
    private long skipped;
  }

  UnreadableRecords(PassedRecords passed) {
    this.passed = passed;
  }

  ConsumerRecords<Object, Object> poll(Consumer<Object, Object> client, Duration timeout) {
    return readAgain.isEmpty() ? client.poll(timeout) : pollAndReturn(client);
  }

  /** Whether the records of a damaged batch are being skipped, one with each poll. */
  boolean isSkipping() {
    return unreadable.values().stream().anyMatch(it -> it.skipped > 0);
  }

  /**
   * The client holds what it has fetched; only a poll at another place makes it fetch again. What
   * that poll may bring of the partition comes again too.
   */
  private ConsumerRecords<Object, Object> pollAndReturn(Consumer<Object, Object> client) {
    Map<TopicPartition, List<ConsumerRecord<Object, Object>>> others = new HashMap<>();
    try {
      ConsumerRecords<Object, Object> records = client.poll(Duration.ZERO);
      for (TopicPartition partition : records.partitions()) {
        if (!readAgain.containsKey(partition)) {
          others.put(partition, new ArrayList<>(records.records(partition)));
        }
      }
    } finally {
      readAgain.forEach(
          (partition, offset) -> {
            if (client.assignment().contains(partition)) {
              client.seek(partition, offset);
            }
          });
      readAgain.clear();
    }
    return others.isEmpty() ? ConsumerRecords.empty() : HeldRecords.records(others);
  }

  /** Whether a poll failed on one record; if so, it is read again or skipped. */
  boolean isSkippedOrReadAgain(Consumer<Object, Object> client, Throwable failure) {
    Optional<TopicPartition> named = partition(client, failure);
    if (named.isEmpty()) {
      return false;
    }
    TopicPartition partition = named.get();
    long offset = offset(client, partition, failure);
    String cause = root(failure);
    Unreadable it = unreadable.computeIfAbsent(partition, none -> new Unreadable());
    boolean sameBatch = it.skipped > 0 && offset == it.offset + 1 && cause.equals(it.cause);
    it.attempts = offset == it.offset && cause.equals(it.cause) ? it.attempts + 1 : 1;
    if (!sameBatch && it.skipped > 0 && offset != it.offset) {
      report(partition, it);
      it.skipped = 0;
      resume(client);
    }
    it.offset = offset;
    it.cause = cause;
    if (sameBatch || it.attempts >= ATTEMPTS) {
      skip(client, partition, it);
    } else {
      readAgain.put(partition, offset);
      client.seek(partition, offset + 1);
    }
    return true;
  }

  private void skip(Consumer<Object, Object> client, TopicPartition partition, Unreadable it) {
    client.seek(partition, it.offset + 1);
    passed.moved(partition, it.offset + 1);
    pauseOthers(client, partition);
    lastSkip = System.nanoTime();
    it.skippedFrom = it.skipped == 0 ? it.offset : it.skippedFrom;
    it.skipped++;
    ConsumerMeters.unreadable(partition.topic());
  }

  private void pauseOthers(Consumer<Object, Object> client, TopicPartition partition) {
    Set<TopicPartition> others = new HashSet<>(client.assignment());
    others.remove(partition);
    // Those that pause already wait for something else.
    others.removeAll(client.paused());
    client.pause(others);
    paused.addAll(others);
  }

  private void resume(Consumer<Object, Object> client) {
    if (!isSkipping() || System.nanoTime() - lastSkip >= LIMIT.toNanos()) {
      paused.retainAll(client.assignment());
      client.resume(paused);
      paused.clear();
    }
  }

  /** Reports what was skipped, once a poll has brought what is behind it. */
  void watch(Consumer<Object, Object> client, ConsumerRecords<Object, Object> records) {
    if (unreadable.isEmpty()) {
      return;
    }
    unreadable
        .entrySet()
        .removeIf(
            each -> {
              boolean isPassed = isPassed(client, records, each.getKey(), each.getValue());
              if (isPassed) {
                report(each.getKey(), each.getValue());
              }
              return isPassed;
            });
    resume(client);
  }

  /** Whether no more records of the damaged batch will follow. An empty poll does not say so. */
  private static boolean isPassed(
      Consumer<Object, Object> client,
      ConsumerRecords<Object, Object> records,
      TopicPartition partition,
      Unreadable it) {
    if (!client.assignment().contains(partition) || !records.records(partition).isEmpty()) {
      return true;
    }
    try {
      return client.position(partition, SOON) > it.offset + 1
          || (it.skipped > 0 && client.currentLag(partition).orElse(1) == 0);
    } catch (TimeoutException notKnownYet) {
      return false;
    }
  }

  private static void report(TopicPartition partition, Unreadable it) {
    if (it.skipped > 0) {
      LOG.error(
          "{} of {} can't be read and was skipped: {}. Kafka's copy of what it held is damaged:"
              + " publish it again from where it came, and check the broker's disk",
          it.skipped == 1
              ? "The record at offset " + it.skippedFrom
              : it.skipped + " records, offsets " + it.skippedFrom + " to " + it.offset,
          partition,
          it.cause);
    }
  }

  private static Optional<TopicPartition> partition(
      Consumer<Object, Object> client, Throwable failure) {
    if (failure instanceof RecordDeserializationException record) {
      return Optional.of(record.topicPartition());
    }
    return isOfRecord(failure) ? Named.in(client.assignment(), failure) : Optional.empty();
  }

  /** Kafka has no exception for these; whatever else a poll says, nothing is skipped. */
  private static boolean isOfRecord(Throwable failure) {
    String text = String.valueOf(failure.getMessage());
    return text.contains("fetching the next record")
        || text.contains("corrupt message")
        || text.contains("Failed to make progress reading");
  }

  private static long offset(
      Consumer<Object, Object> client, TopicPartition partition, Throwable failure) {
    return failure instanceof RecordDeserializationException record
        ? record.offset()
        : client.position(partition, LIMIT);
  }

  private static String root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
