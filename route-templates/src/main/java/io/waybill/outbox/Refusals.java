package io.waybill.outbox;

import java.util.Set;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;

/** Which failures mean that Kafka will never take a record, however often it is tried. */
final class Refusals {
  private static final Set<Class<? extends Exception>> REFUSALS =
      Set.of(
          RecordTooLargeException.class,
          RecordBatchTooLargeException.class,
          InvalidTopicException.class,
          SerializationException.class);

  private Refusals() {}

  static boolean isRefusal(Exception e) {
    return REFUSALS.contains(e.getClass());
  }

  static String reason(String topic, Exception e) {
    return "Kafka refused it for topic " + topic + ": " + e.getMessage();
  }
}
