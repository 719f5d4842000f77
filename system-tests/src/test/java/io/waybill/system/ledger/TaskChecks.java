package io.waybill.system.ledger;

import io.waybill.system.ledger.Violation.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One event makes one task, a task has one task.process and one task.completed, in order. */
final class TaskChecks {
  private static final String PROCESS = "task.process";
  private static final String COMPLETED = "task.completed";

  private TaskChecks() {}

  static void check(Evidence evidence, Findings findings) {
    causes(evidence, findings);
    outcomes(evidence, findings);
    order(evidence, findings);
  }

  private static void causes(Evidence evidence, Findings findings) {
    Set<String> ids = new HashSet<>();
    Map<String, Integer> made = new HashMap<>();
    for (TaskRow task : evidence.tasks()) {
      ids.add(task.id());
      made.merge(task.resourceId() + " " + task.action(), 1, Integer::sum);
    }
    Set<String> unread = new HashSet<>(evidence.unreadBy(Evidence.GRPC_GROUP));
    Map<String, Integer> caused = new HashMap<>();
    for (OutboxEvent event : evidence.resourceEvents()) {
      for (Change change : Change.values()) {
        if (event.isOf(change)) {
          String cause = event.subject() + " " + change.action();
          caused.merge(cause, 1, Integer::sum);
          // Beyond as many events as there are tasks, one lacks its task.
          if (caused.get(cause) > made.getOrDefault(cause, 0)
              && event.state() == OutboxEvent.State.PUBLISHED) {
            findings.add(
                unread.contains(event.id()) ? Kind.STUCK : Kind.LOST,
                event.subject(),
                "there is no task for " + event.type() + " " + event.sequence());
          }
        }
      }
    }
    for (TaskCall call : evidence.calls()) {
      caused.merge(call.resourceId() + " " + call.action(), 1, Integer::sum);
      if (call.taskId() != null && !ids.contains(call.taskId())) {
        findings.add(
            Kind.LOST, call.resourceId(), "the accepted task " + call.taskId() + " is not there");
      }
    }
    made.forEach(
        (cause, count) -> {
          int expected = caused.getOrDefault(cause, 0);
          if (count > expected) {
            findings.add(
                expected == 0 ? Kind.UNEXPLAINED : Kind.DOUBLED,
                cause,
                "there are " + count + " such tasks for " + expected + " events or calls");
          }
        });
  }

  private static void outcomes(Evidence evidence, Findings findings) {
    Map<String, List<OutboxEvent>> events =
        evidence.taskEvents().stream().collect(Collectors.groupingBy(OutboxEvent::subject));
    for (TaskRow task : evidence.tasks()) {
      List<OutboxEvent> its = events.getOrDefault(task.id(), List.of());
      single(task, its, PROCESS, true, findings);
      if (!task.isFinished()) {
        findings.add(Kind.STUCK, task.resourceId(), task + " has not ended");
      }
      single(task, its, COMPLETED, task.isFinished(), findings);
      its.stream()
          .filter(event -> event.type().equals(COMPLETED))
          .filter(event -> !event.payload().path("status").asText().equals(task.status()))
          .forEach(
              event ->
                  findings.add(
                      Kind.UNEXPLAINED,
                      task.resourceId(),
                      task + " has an event that says " + event.payload()));
    }
    Set<String> known = evidence.tasks().stream().map(TaskRow::id).collect(Collectors.toSet());
    events.forEach(
        (task, its) -> {
          if (!known.contains(task)) {
            findings.add(Kind.UNEXPLAINED, task, "there are events of a task that is not there");
          }
        });
  }

  private static void single(
      TaskRow task, List<OutboxEvent> events, String type, boolean wanted, Findings findings) {
    long count = events.stream().filter(event -> event.type().equals(type)).count();
    if (count == 0 && wanted) {
      findings.add(Kind.LOST, task.resourceId(), task + " has no " + type);
    } else if (count > 1) {
      findings.add(Kind.DOUBLED, task.resourceId(), task + " has " + count + " " + type);
    } else if (count == 1 && !wanted) {
      findings.add(Kind.UNEXPLAINED, task.resourceId(), task + " has a " + type + " already");
    }
  }

  /** The tasks that events made ended in the order created, updated, deleted. */
  private static void order(Evidence evidence, Findings findings) {
    Map<String, TaskRow> tasks =
        evidence.tasks().stream()
            .collect(Collectors.toMap(TaskRow::id, Function.identity(), (one, other) -> one));
    // The task of an event that was published again comes after those of later events.
    Set<String> late = new HashSet<>();
    evidence.resourceEvents().stream()
        .filter(event -> evidence.republished().contains(event.id()))
        .forEach(event -> late.add(event.subject() + " " + event.type()));
    Map<String, List<Change>> ended = new HashMap<>();
    evidence.taskEvents().stream()
        .filter(event -> event.type().equals(COMPLETED) && tasks.containsKey(event.subject()))
        .sorted(Comparator.comparingLong(OutboxEvent::position))
        .forEach(
            event -> {
              TaskRow task = tasks.get(event.subject());
              Change.ofAction(task.action())
                  .filter(change -> !late.contains(task.resourceId() + " " + change.event()))
                  .ifPresent(
                      change ->
                          ended
                              .computeIfAbsent(task.resourceId(), id -> new ArrayList<>())
                              .add(change));
            });
    ended.forEach(
        (resource, changes) -> {
          if (!changes.equals(changes.stream().sorted().toList())) {
            findings.add(Kind.MISORDERED, resource, "its tasks ended in the order " + changes);
          }
        });
  }
}
