package io.waybill.system.ledger;

import com.fasterxml.jackson.databind.JsonNode;

/** A record in Kafka; {@code id}, {@code subject} and {@code sequence} are its ce_ headers. */
public record Message(
    String topic,
    int partition,
    long offset,
    String key,
    String id,
    String subject,
    long sequence,
    JsonNode value) {

  String place() {
    return topic + "-" + partition + "@" + offset;
  }
}
