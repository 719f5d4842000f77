package io.waybill.system.ledger;

import io.waybill.system.ledger.Violation.Kind;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What is committed in an outbox is in Kafka, unchanged, and nothing else is. */
final class PublishChecks {
  private PublishChecks() {}

  static void check(Evidence evidence, Findings findings) {
    Set<String> published =
        evidence.messages().stream().map(Message::id).collect(Collectors.toSet());
    for (OutboxEvent event : evidence.events()) {
      String which = event.type() + " " + event.sequence() + " (" + event.id() + ")";
      switch (event.state()) {
        case PENDING ->
            findings.add(Kind.STUCK, event.subject(), which + " is pending in the outbox");
        case PARKED ->
            findings.add(Kind.STUCK, event.subject(), which + " is parked in the outbox");
        case PUBLISHED -> {
          if (!published.contains(event.id())) {
            findings.add(
                Kind.LOST, event.subject(), which + " is marked as published but not in Kafka");
          }
        }
      }
    }
    Map<String, OutboxEvent> events =
        evidence.events().stream()
            .collect(Collectors.toMap(OutboxEvent::id, Function.identity(), (one, other) -> one));
    for (Message message : evidence.messages()) {
      OutboxEvent event = events.get(message.id());
      if (event == null) {
        findings.add(
            Kind.UNEXPLAINED,
            message.key(),
            message.place() + " has the id " + message.id() + ", which no outbox has");
      } else if (!matches(message, event)) {
        findings.add(
            Kind.UNEXPLAINED, message.key(), message.place() + " differs from its event " + event);
      }
    }
    for (Message message : evidence.deadLetters()) {
      findings.add(
          Kind.STUCK,
          message.key(),
          message.id() + " lies in the dead letters, " + message.place());
    }
  }

  private static boolean matches(Message message, OutboxEvent event) {
    return message.topic().equals(event.type())
        && message.key().equals(event.key())
        && message.subject().equals(event.subject())
        && message.sequence() == event.sequence()
        && message.value().equals(event.payload());
  }
}
