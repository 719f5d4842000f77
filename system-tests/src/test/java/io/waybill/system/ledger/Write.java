package io.waybill.system.ledger;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A client's write.
 *
 * @param resourceId null for a create that was never answered
 * @param name the name that the client gave, which no other write has
 * @param version the resource's version in the answer's ETag; 0 if the answer did not tell
 * @param state the resource in the answer; null if the answer did not tell
 * @param answered false if no attempt was answered, so that nobody knows whether it took effect
 */
public record Write(
    Change change, String resourceId, String name, long version, JsonNode state, boolean answered) {

  /** A write that was answered with success. */
  public static Write acknowledged(
      Change change, String resourceId, String name, long version, JsonNode state) {
    return new Write(change, resourceId, name, version, state, true);
  }

  /** A write whose fate the client does not know. */
  public static Write unanswered(Change change, String resourceId, String name) {
    return new Write(change, resourceId, name, 0, null, false);
  }

  @Override
  public String toString() {
    return (answered ? "acknowledged " : "unanswered ")
        + change.event()
        + " of \""
        + name
        + "\""
        + (version > 0 ? ", version " + version : "");
  }
}
