package io.waybill.system.ledger;

import io.waybill.system.ledger.Violation.Kind;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Every acknowledged write has its event, and every event its write. */
final class WriteChecks {
  private WriteChecks() {}

  static void check(Evidence evidence, Findings findings) {
    Map<String, List<OutboxEvent>> bySubject =
        evidence.resourceEvents().stream().collect(Collectors.groupingBy(OutboxEvent::subject));
    Set<String> explained = new HashSet<>();
    for (Write write : evidence.writes()) {
      if (write.answered()) {
        Optional<OutboxEvent> event =
            event(write, bySubject.getOrDefault(write.resourceId(), List.of()), explained);
        if (event.isEmpty()) {
          findings.add(Kind.LOST, write.resourceId(), write + " has no event");
          continue;
        }
        explained.add(event.get().id());
        if (write.state() != null && !write.state().equals(event.get().payload())) {
          findings.add(
              Kind.UNEXPLAINED,
              write.resourceId(),
              write
                  + " was answered "
                  + write.state()
                  + " but its event says "
                  + event.get().payload());
        }
      }
    }
    sequences(bySubject, findings);
    causes(evidence, explained, findings);
  }

  private static Optional<OutboxEvent> event(
      Write write, List<OutboxEvent> events, Set<String> taken) {
    return events.stream()
        .filter(event -> event.isOf(write.change()))
        .filter(event -> write.version() == 0 || event.sequence() == write.version())
        .filter(event -> !taken.contains(event.id()))
        .findFirst();
  }

  /** 1, 2, 3 and so on for each resource. */
  private static void sequences(Map<String, List<OutboxEvent>> bySubject, Findings findings) {
    bySubject.forEach(
        (subject, events) -> {
          long expected = 1;
          for (OutboxEvent event :
              events.stream().sorted(Comparator.comparingLong(OutboxEvent::sequence)).toList()) {
            if (event.sequence() < expected) {
              findings.add(
                  Kind.DOUBLED,
                  subject,
                  "more than one event has the sequence " + event.sequence());
            } else if (event.sequence() > expected) {
              findings.add(
                  Kind.LOST,
                  subject,
                  "there is no event of sequence "
                      + expected
                      + " before "
                      + event.type()
                      + " "
                      + event.sequence());
            }
            expected = event.sequence() + 1;
          }
        });
  }

  /** What no acknowledged write explains is one of the unanswered ones, each at most once. */
  private static void causes(Evidence evidence, Set<String> explained, Findings findings) {
    Map<String, Long> unanswered =
        evidence.writes().stream()
            .filter(write -> !write.answered())
            .collect(
                Collectors.groupingBy(
                    write -> cause(write.change(), write.resourceId(), write.name()),
                    HashMap::new,
                    Collectors.counting()));
    Map<String, Write> acknowledgedNames =
        evidence.writes().stream()
            .filter(write -> write.answered() && write.change() == Change.CREATED)
            .collect(Collectors.toMap(Write::name, Function.identity(), (one, other) -> one));
    for (OutboxEvent event : evidence.resourceEvents()) {
      if (explained.contains(event.id())) {
        continue;
      }
      String name = event.payload().path("name").asText();
      String cause =
          event.isOf(Change.CREATED)
              ? cause(Change.CREATED, null, name)
              : cause(
                  event.isOf(Change.UPDATED) ? Change.UPDATED : Change.DELETED,
                  event.subject(),
                  name);
      if (unanswered.merge(cause, -1L, Long::sum) >= 0) {
        continue;
      }
      if (event.isOf(Change.CREATED) && acknowledgedNames.containsKey(name)) {
        findings.add(
            Kind.DOUBLED,
            event.subject(),
            "was created beside "
                + acknowledgedNames.get(name).resourceId()
                + " by one and the same request, \""
                + name
                + "\"");
      } else {
        findings.add(
            Kind.UNEXPLAINED,
            event.subject(),
            event.type() + " " + event.sequence() + " comes from no write");
      }
    }
  }

  private static String cause(Change change, String resourceId, String name) {
    return change == Change.CREATED
        ? "create " + name
        : change + " " + resourceId + (change == Change.UPDATED ? " " + name : "");
  }
}
