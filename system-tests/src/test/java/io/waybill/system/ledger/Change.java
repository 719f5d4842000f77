package io.waybill.system.ledger;

import java.util.Arrays;
import java.util.Optional;

/** What a client can do to a resource, its event and the action of that event's task. */
public enum Change {
  CREATED("resource.created", "process_new_resource"),
  UPDATED("resource.updated", "reprocess_resource"),
  DELETED("resource.deleted", "cleanup_resource");

  private final String event;
  private final String action;

  Change(String event, String action) {
    this.event = event;
    this.action = action;
  }

  public String event() {
    return event;
  }

  public String action() {
    return action;
  }

  static Optional<Change> ofAction(String action) {
    return Arrays.stream(values()).filter(change -> change.action.equals(action)).findAny();
  }
}
