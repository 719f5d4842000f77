package io.waybill.grpc.executor;

import static io.waybill.grpc.TaskStatus.PENDING;
import static io.waybill.grpc.TaskStatus.PROCESSING;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.waybill.grpc.TaskStatus;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * How far the executor is: {@code tasks_unfinished{status}} and {@code
 * tasks_oldest_pending_age_seconds}, as last read, and {@code tasks_attempts_total{action,status}}.
 * Actions without a route of their own are one, {@code default}: callers may choose any name.
 */
@Component
final class TaskMeters {
  private final MeterRegistry registry;
  private final TaskActions actions;
  private final Counter refused;

  /** The last row of {@code sql/executor/figures.sql}. */
  private volatile Map<String, Object> figures = Map.of();

  TaskMeters(MeterRegistry registry, TaskActions actions) {
    this.registry = registry;
    this.actions = actions;
    for (TaskStatus status : Set.of(PENDING, PROCESSING)) {
      Gauge.builder("tasks.unfinished", () -> figure(status.toString()))
          .description("Tasks of all replicas that are not finished")
          .tag("status", status.toString())
          .register(registry);
    }
    Gauge.builder("tasks.oldest.pending.age.seconds", () -> figure("oldest_age"))
        .description("How long the oldest pending task has waited, 0 without one")
        .register(registry);
    refused =
        Counter.builder("tasks.outcomes.refused")
            .description(
                "Outcomes that the database refused, even as a failure; their tasks run again")
            .register(registry);
  }

  private double figure(String column) {
    return figures.get(column) instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  void known(Map<String, Object> row) {
    figures = row;
  }

  /** The tasks can't be read: an old figure would mislead. */
  void unknown() {
    figures = Map.of();
  }

  /** Counts attempts whose outcomes are written. */
  void written(Collection<Outcome> outcomes) {
    Set<String> known = actions.known();
    outcomes.stream()
        .collect(
            Collectors.groupingBy(outcome -> Attempt.of(outcome, known), Collectors.counting()))
        .forEach((attempt, count) -> counter(attempt).increment(count));
  }

  /** Counts outcomes that are given up, as the database refuses them. */
  void refused(int outcomes) {
    refused.increment(outcomes);
  }

  private Counter counter(Attempt attempt) {
    return Counter.builder("tasks.attempts")
        .description("Attempts at tasks; a pending one is repeated")
        .tags("action", attempt.action(), "status", attempt.status().toString())
        .register(registry);
  }

  private record Attempt(String action, TaskStatus status) {
    static Attempt of(Outcome outcome, Set<String> known) {
      String action = outcome.task().action();
      return new Attempt(known.contains(action) ? action : TaskActions.DEFAULT, outcome.status());
    }
  }
}
