package io.waybill.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.waybill.service.failure.Reason;
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

/** From a record of the dead-letter topic to a row, and from a row to the original record. */
final class DeadLetterRecord {
  /** The headers that the consumers add begin so. */
  private static final String ADDED = "dead_letter_";

  /** Bytes of key and value in a shortened row. */
  private static final int SHORT = 64 * 1024;

  /** Bytes that have the characters which {@code store.sql} keeps of a text. */
  private static final int TEXT = 4 * 1000;

  private static final JsonMapper JSON = new JsonMapper();

  private DeadLetterRecord() {}

  /** The parameters of {@code store.sql}, without what PostgreSQL can't store. */
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
    columns.put("originTopic", text(headers, ADDED + "topic", topic));
    columns.put("originPartition", (int) number(headers, ADDED + "partition", partition));
    columns.put("originOffset", number(headers, ADDED + "offset", offset));
    columns.put("eventId", text(headers, "ce_id", null));
    columns.put("keyText", key == null ? null : clean(first(TEXT, key)));
    columns.put("key", key);
    columns.put("value", value);
    columns.put("headers", json(headers));
    columns.put("reason", text(headers, ADDED + "reason", "not given"));
    record.setBody(columns);
  }

  /** Shortens a row that PostgreSQL refuses; the topic has all of it. */
  @SuppressWarnings("unchecked")
  static void shorten(Exchange exchange) {
    Exception refused = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    Map<String, Object> columns = exchange.getMessage().getBody(Map.class);
    columns.put("eventId", null);
    columns.put("keyText", null);
    columns.put("key", first(SHORT, (byte[]) columns.get("key")));
    columns.put("value", first(SHORT, (byte[]) columns.get("value")));
    columns.put("headers", "[]");
    columns.put(
        "reason",
        "Shortened, because PostgreSQL refused it whole ("
            + Reason.of(refused).replace('\0', '\uFFFD')
            + "): the dead-letter topic has it. "
            + columns.get("reason"));
  }

  private static byte[] first(int most, byte[] bytes) {
    return bytes == null || bytes.length <= most ? bytes : Arrays.copyOf(bytes, most);
  }

  /** Makes the message that the consumer read first. */
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
    headers.forEach(
        header ->
            all.addObject()
                .put("name", clean(header.key().getBytes(StandardCharsets.UTF_8)))
                .put("value", header.value()));
    return all.toString();
  }

  private static String text(Headers headers, String name, String otherwise) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null
        ? otherwise
        : clean(first(TEXT, header.value()));
  }

  private static long number(Headers headers, String name, long otherwise) {
    try {
      return Long.parseLong(text(headers, name, ""));
    } catch (NumberFormatException notAddedByAConsumer) {
      return otherwise;
    }
  }

  /** PostgreSQL's text can't hold NUL. */
  private static String clean(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8).replace('\0', '\uFFFD');
  }
}
