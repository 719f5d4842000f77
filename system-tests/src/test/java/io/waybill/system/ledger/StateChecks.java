package io.waybill.system.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.system.ledger.Violation.Kind;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The event with a resource's highest sequence, in the outbox and stored, is the row's state. */
final class StateChecks {
  private StateChecks() {}

  static void check(Evidence evidence, Findings findings) {
    Map<String, OutboxEvent> last = new HashMap<>();
    evidence.resourceEvents().stream()
        .sorted(Comparator.comparingLong(OutboxEvent::sequence))
        .forEach(event -> last.put(event.subject(), event));
    last.forEach(
        (id, event) ->
            compare(id, event.isOf(Change.DELETED), event.payload(), "event", evidence, findings));

    Map<String, StoredEvent> lastStored = new HashMap<>();
    evidence.stored().stream()
        .filter(event -> event.taskId() == null)
        .sorted(Comparator.comparingLong(StoredEvent::sequence))
        .forEach(event -> lastStored.put(event.resourceId(), event));
    lastStored.forEach(
        (id, event) -> {
          OutboxEvent outbox = last.get(id);
          // A last event that is missing is reported as such, not once more here.
          if (outbox != null && outbox.sequence() == event.sequence()) {
            boolean deleted = event.type().equals(Change.DELETED.event());
            compare(id, deleted, event.payload(), "stored event", evidence, findings);
          }
        });
    Set<String> known = last.keySet();
    evidence.resources().keySet().stream()
        .filter(id -> !known.contains(id))
        .forEach(id -> findings.add(Kind.LOST, id, "the row has no event"));
  }

  private static void compare(
      String id,
      boolean deleted,
      JsonNode payload,
      String what,
      Evidence evidence,
      Findings findings) {
    JsonNode row = evidence.resources().get(id);
    if (deleted && row != null) {
      findings.add(Kind.UNEXPLAINED, id, "the last " + what + " is the deletion, but it is there");
    } else if (!deleted && row == null) {
      findings.add(Kind.UNEXPLAINED, id, "has gone, but the last " + what + " does not say so");
    } else if (!deleted && !row.equals(payload)) {
      findings.add(
          Kind.UNEXPLAINED, id, "is " + row + " but the last " + what + " says " + payload);
    }
  }
}
