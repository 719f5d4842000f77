package io.waybill.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.service.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** A record of the dead-letter topic as a row, and a row as the record that it once was. */
final class DeadLetterRecord {
  /** What the consumers put beside the original headers. */
  static final String ADDED = "dead_letter_";

  /** Characters of what is shown and searched; the key and the headers have it whole. */
  static final int LONGEST_KEY_TEXT = 500;

  private static final int LONGEST_TOPIC = 249;
  private static final int LONGEST_ID = 100;
  private static final int LONGEST_REASON = 1000;

  /** Bytes of key and value in a shortened row. */
  private static final int SHORT = 64 * 1024;

  private static final JsonMapper JSON = new JsonMapper();

  private DeadLetterRecord() {}

  /** The parameters of {@code store.sql}; whatever the record holds, PostgreSQL can keep it. */
  static void columns(Exchange exchange) {
    Message record = exchange.getMessage();
    Headers headers = record.getHeader(KafkaConstants.HEADERS, Headers.class);
    byte[] key = record.getHeader(KafkaConstants.KEY, byte[].class);
    byte[] value = record.getBody(byte[].class);
    Integer partition = record.getHeader(KafkaConstants.PARTITION, Integer.class);
    Long offset = record.getHeader(KafkaConstants.OFFSET, Long.class);
    String topic = record.getHeader(KafkaConstants.TOPIC, String.class);

    Map<String, Object> columns = new HashMap<>(16);
    columns.put("topic", topic);
    columns.put("partition", partition);
    columns.put("offset", offset);
    columns.put("originTopic", text(headers, ADDED + "topic", topic, LONGEST_TOPIC));
    columns.put("originPartition", (int) number(headers, ADDED + "partition", partition));
    columns.put("originOffset", number(headers, ADDED + "offset", offset));
    columns.put("eventId", text(headers, "ce_id", null, LONGEST_ID));
    columns.put("keyText", key == null ? null : shortened(clean(key), LONGEST_KEY_TEXT));
    columns.put("key", key);
    columns.put("value", value);
    columns.put("headers", json(headers));
    columns.put("reason", text(headers, ADDED + "reason", "not given", LONGEST_REASON));
    record.setBody(columns);
  }

  /** What is left of a row that PostgreSQL refuses; the topic has the letter whole. */
  @SuppressWarnings("unchecked")
  static void shorten(Exchange exchange) {
    Exception refused = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    Map<String, Object> columns = exchange.getMessage().getBody(Map.class);
    columns.put("eventId", null);
    columns.put("keyText", null);
    columns.put("key", first((byte[]) columns.get("key")));
    columns.put("value", first((byte[]) columns.get("value")));
    columns.put("headers", "[]");
    columns.put(
        "reason",
        shortened(
            "Shortened, because PostgreSQL refused it whole ("
                + Reason.of(refused).replace('\0', '\uFFFD')
                + "): the dead-letter topic has it. "
                + columns.get("reason"),
            LONGEST_REASON));
  }

  private static byte[] first(byte[] bytes) {
    return bytes == null || bytes.length <= SHORT ? bytes : Arrays.copyOf(bytes, SHORT);
  }

  /** Makes the message that the consumer once got. */
  static void restore(Map<?, ?> row, Message message) {
    message.setHeader(KafkaConstants.TOPIC, row.get("origin_topic"));
    message.setHeader(KafkaConstants.PARTITION, row.get("origin_partition"));
    message.setHeader(KafkaConstants.OFFSET, row.get("origin_offset"));
    message.setHeader(KafkaConstants.KEY, row.get("key"));
    message.setHeader(KafkaConstants.HEADERS, headers((String) row.get("headers")));
    message.setBody(row.get("value"));
  }

  private static Headers headers(String json) {
    Headers headers = new RecordHeaders();
    try {
      for (JsonNode header : JSON.readTree(json)) {
        String name = header.get("name").textValue();
        if (!name.startsWith(ADDED)) {
          headers.add(name, header.get("value").binaryValue());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return headers;
  }

  private static String json(Headers headers) {
    ArrayNode all = JSON.createArrayNode();
    for (Header header : headers) {
      ObjectNode one = all.addObject();
      one.put("name", clean(header.key().getBytes(StandardCharsets.UTF_8)));
      one.put("value", header.value());
    }
    return all.toString();
  }

  private static String text(Headers headers, String name, String otherwise, int longest) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null
        ? otherwise
        : shortened(clean(header.value()), longest);
  }

  private static String shortened(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    // Half of a surrogate pair has no UTF-8.
    return text.substring(
        0, Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest);
  }

  private static long number(Headers headers, String name, long otherwise) {
    try {
      return Long.parseLong(text(headers, name, "", LONGEST_ID));
    } catch (NumberFormatException notByAConsumer) {
      return otherwise;
    }
  }

  /** Without what PostgreSQL's text can't hold. */
  private static String clean(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8).replace('\0', '\uFFFD');
  }
}
