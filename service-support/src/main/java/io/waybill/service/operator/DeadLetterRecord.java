package io.waybill.service.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** A record of the dead-letter topic as a row, and a row as the record that it once was. */
final class DeadLetterRecord {
  /** What the consumers put beside the original headers. */
  static final String ADDED = "dead_letter_";

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
    columns.put("originTopic", text(headers, ADDED + "topic", topic));
    columns.put("originPartition", (int) number(headers, ADDED + "partition", partition));
    columns.put("originOffset", number(headers, ADDED + "offset", offset));
    columns.put("eventId", text(headers, "ce_id", null));
    columns.put("keyText", key == null ? null : clean(key));
    columns.put("key", base64(key));
    columns.put("value", base64(value));
    columns.put("headers", json(headers));
    columns.put("reason", text(headers, ADDED + "reason", "not given"));
    record.setBody(columns);
  }

  /** Tells Kafka that the letter is stored. */
  static void commit(Exchange exchange) {
    exchange.getMessage().getHeader(KafkaConstants.MANUAL_COMMIT, KafkaManualCommit.class).commit();
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

  private static String text(Headers headers, String name, String otherwise) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null ? otherwise : clean(header.value());
  }

  private static long number(Headers headers, String name, long otherwise) {
    try {
      return Long.parseLong(text(headers, name, ""));
    } catch (NumberFormatException notByAConsumer) {
      return otherwise;
    }
  }

  /** Without what PostgreSQL's text can't hold. */
  private static String clean(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8).replace('\0', '\uFFFD');
  }

  private static String base64(byte[] bytes) {
    return bytes == null ? null : Base64.getEncoder().encodeToString(bytes);
  }
}
