package io.waybill.outbox;

import java.util.Set;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedCompressionTypeException;
import org.apache.kafka.common.errors.UnsupportedForMessageFormatException;

/** What a failure of Kafka concerns: one event, one topic, or more than that. */
final class Refusals {
  /** Kafka will never take the record, however often it is tried. */
  private static final Set<Class<? extends Exception>> OF_EVENT =
      Set.of(
          RecordTooLargeException.class,
          RecordBatchTooLargeException.class,
          InvalidTopicException.class,
          InvalidRecordException.class,
          SerializationException.class);

  /** Kafka takes no record of the topic until somebody changes something. */
  private static final Set<Class<? extends Exception>> OF_TOPIC =
      Set.of(
          UnknownTopicOrPartitionException.class,
          TopicAuthorizationException.class,
          PolicyViolationException.class,
          UnsupportedForMessageFormatException.class,
          UnsupportedCompressionTypeException.class);

  private Refusals() {}

  /** Whether Kafka has refused a record for good, with no part of it on its way. */
  static boolean isRefusal(Exception e) {
    return OF_EVENT.contains(e.getClass()) || OF_TOPIC.contains(said(e).getClass());
  }

  /**
   * What the outbox source is to be told; the exception itself if it concerns more than a topic.
   */
  static Exception refusal(String topic, String eventId, Exception e) {
    if (eventId != null && OF_EVENT.contains(e.getClass())) {
      return new EventRefusedException(
          eventId, "Kafka refused it for topic " + topic + ": " + e.getMessage(), e);
    }
    Throwable said = said(e);
    if (OF_TOPIC.contains(said.getClass())) {
      return new TopicRefusedException(topic, reason(topic, said), e);
    }
    return e;
  }

  private static String reason(String topic, Throwable e) {
    if (e instanceof UnknownTopicOrPartitionException) {
      return "Kafka has no topic " + topic + ": create it, then retry the event";
    }
    if (e instanceof TopicAuthorizationException) {
      return "Kafka denies writing to topic "
          + topic
          + ": give this service's user the permission WRITE, then retry the event";
    }
    return "Kafka takes no event for topic " + topic + ": " + e.getMessage();
  }

  // A topic that is not there is a timeout; a broker that can't be asked gives no cause.
  private static Throwable said(Exception e) {
    return e instanceof TimeoutException && e.getCause() != null ? e.getCause() : e;
  }
}
