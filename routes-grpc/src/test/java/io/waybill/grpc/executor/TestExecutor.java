package io.waybill.grpc.executor;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;

/** The executor's parts as Spring joins them, with a clock that stands still. */
final class TestExecutor {
  static final ExecutorSettings SETTINGS =
      new ExecutorSettings(
          2,
          100,
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          3,
          Duration.ofSeconds(1),
          Duration.ofSeconds(3),
          Duration.ofSeconds(60),
          100,
          1000);

  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final ClaimedTasks tasks;
  final Claims claims;
  final PendingOutcomes outcomes;
  final Leases leases;
  final ExpiredTasks expired;
  final TaskMeters meters;
  final TaskActions actions;

  private final AtomicLong clock = new AtomicLong();

  TestExecutor() {
    this(SETTINGS, new DefaultCamelContext());
  }

  TestExecutor(ExecutorSettings settings, CamelContext camel) {
    tasks = new ClaimedTasks(settings, clock::get);
    Throughput throughput = new Throughput(clock::get);
    actions = new TaskActions(camel);
    meters = new TaskMeters(registry, actions);
    claims =
        new Claims(
            settings, tasks, throughput, new ActionQuota(settings, tasks, throughput), clock::get);
    outcomes = new PendingOutcomes(tasks, throughput, meters, clock::get);
    leases = new Leases(settings, tasks, clock::get);
    expired = new ExpiredTasks(settings, tasks, clock::get);
  }

  static Map<String, Object> row(String id, int attempt) {
    Map<String, Object> row = new HashMap<>();
    row.put("id", id);
    row.put("resource_id", "r-" + id);
    row.put("action", "print");
    row.put("attempts", attempt);
    row.put("overdue", false);
    row.put("metadata", "{\"colour\":\"blue\"}");
    return row;
  }

  List<Task> claim(String id, int attempt) {
    return claim(row(id, attempt));
  }

  List<Task> claim(Map<String, Object> row) {
    claims.parameters();
    return claims.claimed(List.of(row));
  }

  void complete(Task task, int times) {
    for (int i = 0; i < times; i++) {
      outcomes.add(Outcome.completed(task, "done"));
    }
  }

  void write() {
    outcomes.written(outcomes.next().outcomes());
  }

  void pass(int seconds) {
    passMillis(TimeUnit.SECONDS.toMillis(seconds));
  }

  void passMillis(long millis) {
    clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
