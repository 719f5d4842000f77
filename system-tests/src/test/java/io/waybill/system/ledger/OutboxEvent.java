package io.waybill.system.ledger;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A row of an outbox.
 *
 * @param position its place in the order of publishing
 * @param sequence the number of the event among those of its subject
 */
public record OutboxEvent(
    String id,
    String type,
    String subject,
    String key,
    long position,
    long sequence,
    JsonNode payload,
    State state) {

  /** How far it has come. */
  public enum State {
    PENDING,
    PARKED,
    PUBLISHED
  }

  boolean isOf(Change change) {
    return type.equals(change.event());
  }
}
