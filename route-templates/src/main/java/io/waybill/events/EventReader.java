package io.waybill.events;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.UUID;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Reads an event from a Kafka record and checks all that the consumers and PostgreSQL rely on. */
final class EventReader {
  private static final int LONGEST_NAME = 100;
  private static final int LONGEST_TRACEPARENT = 55;
  private static final int LONGEST_CORRELATION_ID = 128;

  /** Stands in a text for what is no UTF-8, but may also have been sent. */
  private static final char REPLACED = '\uFFFD';

  private static final JsonFactory JSON = new JsonFactory();

  private EventReader() {}

  static ReceivedEvent read(Message message) throws RejectedMessageException {
    Headers headers = message.getHeader(KafkaConstants.HEADERS, Headers.class);
    String topic = message.getHeader(KafkaConstants.TOPIC, String.class);
    String subject = required(headers, CloudEventHeaders.SUBJECT, LONGEST_NAME);
    String key = key(message);
    return new ReceivedEvent(
        id(headers),
        type(headers, topic),
        subject,
        sequence(headers),
        time(headers),
        key == null ? subject : key,
        payload(message),
        optional(headers, CloudEventHeaders.TRACEPARENT, LONGEST_TRACEPARENT),
        optional(headers, CloudEventHeaders.CORRELATION_ID, LONGEST_CORRELATION_ID),
        topic,
        message.getHeader(KafkaConstants.PARTITION, Integer.class),
        message.getHeader(KafkaConstants.OFFSET, Long.class));
  }

  private static String id(Headers headers) throws RejectedMessageException {
    String id = required(headers, CloudEventHeaders.ID, LONGEST_NAME);
    try {
      return UUID.fromString(id).toString();
    } catch (IllegalArgumentException e) {
      throw rejected("the header ce_id is not a UUID", e);
    }
  }

  private static String type(Headers headers, String topic) throws RejectedMessageException {
    String type = required(headers, CloudEventHeaders.TYPE, LONGEST_NAME);
    if (!type.equals(topic)) {
      throw new RejectedMessageException(
          "the header ce_type says " + type + ", but the event came on topic " + topic);
    }
    return type;
  }

  private static long sequence(Headers headers) throws RejectedMessageException {
    String sequence = required(headers, CloudEventHeaders.SEQUENCE, LONGEST_NAME);
    try {
      return Long.parseLong(sequence);
    } catch (NumberFormatException e) {
      throw rejected("the header ce_sequence is not a decimal number", e);
    }
  }

  private static String time(Headers headers) throws RejectedMessageException {
    String time = optional(headers, CloudEventHeaders.TIME, LONGEST_NAME);
    if (time == null) {
      return null;
    }
    try {
      return OffsetDateTime.parse(time).toString();
    } catch (DateTimeParseException e) {
      throw rejected("the header ce_time is not an RFC 3339 time", e);
    }
  }

  private static String key(Message message) throws RejectedMessageException {
    byte[] key = message.getHeader(KafkaConstants.KEY, byte[].class);
    return key == null ? null : text(key, "the key");
  }

  /** The payload as it came: a JSON document that PostgreSQL's jsonb can hold. */
  private static String payload(Message message) throws RejectedMessageException {
    byte[] body = message.getBody(byte[].class);
    if (body == null || body.length == 0) {
      throw new RejectedMessageException("the value is empty");
    }
    String payload = text(body, "the value");
    try (JsonParser parser = JSON.createParser(payload)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new RejectedMessageException("the value is not a JSON object");
      }
      // Without an escape no string holds what the whole text does not.
      checkRest(parser, payload.indexOf('\\') >= 0);
    } catch (IOException e) {
      throw rejected("the value is not JSON", e);
    }
    return payload;
  }

  private static void checkRest(JsonParser parser, boolean escapes)
      throws IOException, RejectedMessageException {
    int depth = 1;
    for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
      if (depth == 0) {
        throw new RejectedMessageException("the value holds more than one JSON document");
      }
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      if (escapes && (token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME)) {
        checkText(parser.getText(), "the value");
      }
    }
  }

  private static String required(Headers headers, String name, int longest)
      throws RejectedMessageException {
    String value = optional(headers, name, longest);
    if (value == null || value.isEmpty()) {
      throw new RejectedMessageException("the header " + name + " is missing");
    }
    return value;
  }

  private static String optional(Headers headers, String name, int longest)
      throws RejectedMessageException {
    Header header = headers.lastHeader(name);
    if (header == null || header.value() == null) {
      return null;
    }
    String value = text(header.value(), "the header " + name);
    if (value.length() > longest) {
      throw new RejectedMessageException(
          "the header " + name + " is longer than " + longest + " characters");
    }
    return value;
  }

  private static String text(byte[] utf8, String what) throws RejectedMessageException {
    String text = new String(utf8, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACED) >= 0) {
      checkUtf8(utf8, what);
    }
    // Half of a surrogate pair has no UTF-8.
    checkNul(text, what);
    return text;
  }

  private static void checkUtf8(byte[] utf8, String what) throws RejectedMessageException {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8));
    } catch (CharacterCodingException e) {
      throw rejected(what + " is not UTF-8", e);
    }
  }

  private static void checkNul(String text, String what) throws RejectedMessageException {
    if (text.indexOf(0) >= 0) {
      throw new RejectedMessageException(what + " holds a NUL character");
    }
  }

  /** PostgreSQL stores neither NUL nor half of a surrogate pair. */
  private static void checkText(String text, String what) throws RejectedMessageException {
    checkNul(text, what);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean paired =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!paired) {
          throw new RejectedMessageException(what + " holds an unpaired surrogate");
        }
        i++;
      }
    }
  }

  private static RejectedMessageException rejected(String reason, Exception cause) {
    RejectedMessageException rejected = new RejectedMessageException(reason);
    rejected.initCause(cause);
    return rejected;
  }
}
