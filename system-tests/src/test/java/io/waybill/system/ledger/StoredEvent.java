package io.waybill.system.ledger;

import com.fasterxml.jackson.databind.JsonNode;

/** A row of {@code processed_events}; {@code taskId} is null for an event of a resource. */
public record StoredEvent(
    String id, String type, String resourceId, String taskId, long sequence, JsonNode payload) {
  String subject() {
    return taskId == null ? resourceId : taskId;
  }
}
