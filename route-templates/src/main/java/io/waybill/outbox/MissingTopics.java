package io.waybill.outbox;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Topics that Kafka says it does not have. For a while that may pass, as when a cluster is being
 * set up; after that the events of such a topic are refused, so that they don't hold up all others,
 * and Kafka is asked again only now and then, as each question blocks.
 */
final class MissingTopics {
  /** How long Kafka must have denied the topic before its events are refused. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /** How long the answer is believed. */
  static final Duration ASK_AGAIN = Duration.ofSeconds(30);

  private record Missing(long since, long denied) {}

  private final LongSupplier nanos;
  // No lock: the sender asks and Kafka's I/O thread notes, each for every record.
  private final Map<String, Missing> topics = new ConcurrentHashMap<>();

  MissingTopics(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Notes what Kafka said of the topic; {@code failure} is null when it took a record. */
  void noteAnswer(String topic, Exception failure) {
    if (isDenial(failure)) {
      long now = nanos.getAsLong();
      topics.merge(
          topic, new Missing(now, now), (before, last) -> new Missing(before.since, last.denied));
    } else if (!topics.isEmpty()) {
      topics.remove(topic);
    }
  }

  /** True when there is no hope for the topic, and Kafka need not be asked at the moment. */
  boolean isMissing(String topic) {
    Missing missing = topics.get(topic);
    return missing != null
        && missing.denied - missing.since >= PATIENCE.toNanos()
        && nanos.getAsLong() - missing.denied < ASK_AGAIN.toNanos();
  }

  /** For the operator who reads the list of parked events. */
  static String reason(String topic) {
    return "Kafka has no topic " + topic + ": create it, then retry the event";
  }

  // A broker that can't be asked gives no cause.
  private static boolean isDenial(Exception failure) {
    return failure instanceof UnknownTopicOrPartitionException
        || (failure instanceof TimeoutException
            && failure.getCause() instanceof UnknownTopicOrPartitionException);
  }
}
