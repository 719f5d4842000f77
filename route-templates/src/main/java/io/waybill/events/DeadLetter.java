package io.waybill.events;

import io.waybill.tracing.LogContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultMessage;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A message for the dead-letter topic: key, value and headers of the original but those that Camel
 * would act on, with reason and origin beside them.
 */
final class DeadLetter {
  static final String REASON = "dead_letter_reason";
  static final String TOPIC = "dead_letter_topic";
  static final String PARTITION = "dead_letter_partition";
  static final String OFFSET = "dead_letter_offset";
  static final String TIME = "dead_letter_time";

  /** In bytes. A sender can put any text into a header. */
  private static final int LONGEST_LOGGED = 128;

  private static final Logger LOG = LoggerFactory.getLogger(DeadLetter.class);
  private static final LogLimit LIMIT = new LogLimit(10, Duration.ofMinutes(1));

  private DeadLetter() {}

  static Message of(Message original, String reason) {
    String topic = original.getHeader(KafkaConstants.TOPIC, String.class);
    String partition = original.getHeader(KafkaConstants.PARTITION, String.class);
    String offset = original.getHeader(KafkaConstants.OFFSET, String.class);
    EventMeters.deadLettered(topic);
    Headers headers = original.getHeader(KafkaConstants.HEADERS, Headers.class);
    LogContext.of(
        text(headers, CloudEventHeaders.TRACEPARENT),
        text(headers, CloudEventHeaders.CORRELATION_ID),
        () -> log(topic, partition, offset, reason));

    Message letter = new DefaultMessage(original.getExchange());
    letter.setBody(original.getBody());
    for (Header header : headers) {
      if (!isForCamel(header.key())) {
        letter.setHeader(header.key(), header.value());
      }
    }
    byte[] key = original.getHeader(KafkaConstants.KEY, byte[].class);
    if (key != null) {
      letter.setHeader(KafkaConstants.KEY, key);
    }
    letter.setHeader(REASON, bytes(reason));
    letter.setHeader(TOPIC, bytes(topic));
    letter.setHeader(PARTITION, bytes(partition));
    letter.setHeader(OFFSET, bytes(offset));
    letter.setHeader(TIME, bytes(Instant.now().toString()));
    return letter;
  }

  /** A sender may send thousands of such messages a second. */
  private static void log(String topic, String partition, String offset, String reason) {
    LIMIT
        .permit(topic)
        .ifPresent(
            leftOut ->
                LOG.warn(
                    "Dead letter: {} partition {} offset {}: {}{}",
                    topic,
                    partition,
                    offset,
                    reason,
                    leftOut == 0 ? "" : " (and " + leftOut + " more before it)"));
  }

  /** The sender of a message must not choose the topic or the partition of its dead letter. */
  private static boolean isForCamel(String header) {
    String name = header.toLowerCase(Locale.ROOT);
    return name.startsWith("camel")
        || name.startsWith("kafka.")
        || name.startsWith("org.apache.camel");
  }

  private static String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null || header.value().length > LONGEST_LOGGED
        ? null
        : new String(header.value(), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
