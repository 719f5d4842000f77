package io.waybill.system.ledger;

import io.waybill.system.ledger.Violation.Kind;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** For each key and topic, the first sights of the events come in the order of their commits. */
final class OrderChecks {
  private OrderChecks() {}

  static void check(Evidence evidence, Findings findings) {
    Map<String, Long> positions =
        evidence.events().stream()
            .collect(
                Collectors.toMap(
                    OutboxEvent::id, OutboxEvent::position, (one, other) -> Math.min(one, other)));
    Map<String, Integer> partitions = new HashMap<>();
    Map<String, Message> latestOfKey = new HashMap<>();
    Map<String, Message> latestOfSubject = new HashMap<>();
    for (Message message : firstSights(evidence)) {
      String key = message.topic() + " " + message.key();
      Integer partition = partitions.putIfAbsent(key, message.partition());
      if (partition != null && partition != message.partition()) {
        findings.add(
            Kind.MISORDERED,
            message.key(),
            "is in the partitions " + partition + " and " + message.partition() + " of one topic");
      }
      Message before = latestOfKey.put(key, message);
      if (before != null && position(positions, before) > position(positions, message)) {
        findings.add(
            Kind.MISORDERED, message.key(), after(message, before, "was committed before"));
      }
      before = latestOfSubject.put(message.topic() + " " + message.subject(), message);
      if (before != null && before.sequence() >= message.sequence()) {
        findings.add(
            Kind.MISORDERED, message.key(), after(message, before, "has no higher sequence"));
      }
    }
  }

  private static Collection<Message> firstSights(Evidence evidence) {
    Map<String, Message> first = new LinkedHashMap<>();
    evidence.messages().forEach(message -> first.putIfAbsent(message.id(), message));
    Set<String> known = new HashSet<>();
    evidence.events().forEach(event -> known.add(event.id()));
    // A message without an event is reported as unexplained.
    first.keySet().retainAll(known);
    first.keySet().removeAll(evidence.republished());
    return first.values();
  }

  private static long position(Map<String, Long> positions, Message message) {
    return positions.get(message.id());
  }

  private static String after(Message message, Message before, String what) {
    return message.place()
        + " (sequence "
        + message.sequence()
        + ") comes after "
        + before.place()
        + " (sequence "
        + before.sequence()
        + ") but "
        + what;
  }
}
