package io.waybill.system.ledger;

import io.waybill.system.ledger.Violation.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Every published event is stored once, as it was published. */
final class StoredChecks {
  private StoredChecks() {}

  static void check(Evidence evidence, Findings findings) {
    Map<String, OutboxEvent> events =
        evidence.events().stream()
            .collect(Collectors.toMap(OutboxEvent::id, Function.identity(), (one, other) -> one));
    Set<String> stored = new HashSet<>();
    Map<String, String> effects = new HashMap<>();
    for (StoredEvent event : evidence.stored()) {
      if (!stored.add(event.id())) {
        findings.add(Kind.DOUBLED, event.resourceId(), event.id() + " is stored twice");
        continue;
      }
      String effect = event.type() + " " + event.sequence() + " of " + event.subject();
      String other = effects.putIfAbsent(effect, event.id());
      if (other != null) {
        findings.add(
            Kind.DOUBLED,
            event.resourceId(),
            effect + " is stored as " + other + " and as " + event.id());
      }
      OutboxEvent source = events.get(event.id());
      if (source == null) {
        findings.add(
            Kind.UNEXPLAINED, event.resourceId(), event.id() + " is stored, but no outbox has it");
      } else if (!matches(event, source)) {
        findings.add(Kind.UNEXPLAINED, event.resourceId(), event + " differs from " + source);
      }
    }
    Set<String> unread = new HashSet<>(evidence.unreadBy(Evidence.WORKER_GROUP));
    for (OutboxEvent event : events.values()) {
      if (event.state() == OutboxEvent.State.PUBLISHED && !stored.contains(event.id())) {
        findings.add(
            unread.contains(event.id()) ? Kind.STUCK : Kind.LOST,
            event.subject(),
            event.type() + " " + event.sequence() + " (" + event.id() + ") is not stored");
      }
    }
  }

  private static boolean matches(StoredEvent event, OutboxEvent source) {
    return event.type().equals(source.type())
        && event.subject().equals(source.subject())
        && event.sequence() == source.sequence()
        && event.payload().equals(source.payload());
  }
}
