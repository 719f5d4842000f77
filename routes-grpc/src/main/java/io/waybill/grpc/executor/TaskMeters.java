package io.waybill.grpc.executor;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.camel.Body;

/**
 * How far the executor is: {@code tasks_unfinished{status}} and {@code
 * tasks_oldest_pending_age_seconds}, as last read, and {@code tasks_attempts_total{action,status}}.
 * Actions without a route of their own are one, {@code default}: callers may choose any name.
 */
public final class TaskMeters {
  private static final String UNFINISHED = "tasks.unfinished";
  private static final String OLDEST = "tasks.oldest.pending.age.seconds";

  private final MeterRegistry registry;
  private final TaskActions actions;
  private final Map<String, Double> figures = new ConcurrentHashMap<>();

  /** With figures that are unknown at first. */
  public TaskMeters(MeterRegistry registry, TaskActions actions) {
    this.registry = registry;
    this.actions = actions;
    unknown();
    refused(0);
    for (String status : Set.of("pending", "processing")) {
      Gauge.builder(UNFINISHED, figures, all -> all.get(status))
          .description("Tasks of all replicas that are not finished")
          .tag("status", status)
          .register(registry);
    }
    Gauge.builder(OLDEST, figures, all -> all.get(OLDEST))
        .description("How long the oldest pending task has waited, 0 without one")
        .register(registry);
  }

  /** Takes the row of {@code sql/executor/figures.sql}. */
  public void known(@Body Map<String, Object> row) {
    figures.put("pending", ((Number) row.get("pending")).doubleValue());
    figures.put("processing", ((Number) row.get("processing")).doubleValue());
    figures.put(OLDEST, ((Number) row.get("oldest_age")).doubleValue());
  }

  /** Says that the tasks can't be read: an old figure would mislead. */
  public void unknown() {
    Set.of("pending", "processing", OLDEST).forEach(name -> figures.put(name, Double.NaN));
  }

  /** Counts attempts whose outcomes are written. */
  public void written(Collection<Outcome> outcomes) {
    Set<String> known = actions.known();
    outcomes.stream()
        .map(outcome -> Attempt.of(outcome, known))
        .collect(Collectors.groupingBy(attempt -> attempt, Collectors.counting()))
        .forEach((attempt, count) -> counter(attempt).increment(count));
  }

  /** Counts outcomes that are given up, as the database refuses them. */
  public void refused(@Body int outcomes) {
    Counter.builder("tasks.outcomes.refused")
        .description("Outcomes that the database refused, even as a failure; their tasks run again")
        .register(registry)
        .increment(outcomes);
  }

  private Counter counter(Attempt attempt) {
    return Counter.builder("tasks.attempts")
        .description("Attempts at tasks; a pending one is repeated")
        .tags("action", attempt.action(), "status", attempt.status())
        .register(registry);
  }

  private record Attempt(String action, String status) {
    static Attempt of(Outcome outcome, Set<String> known) {
      String action = outcome.task().action();
      return new Attempt(known.contains(action) ? action : "default", outcome.status());
    }
  }
}
