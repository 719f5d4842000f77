package io.waybill.grpc.executor;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Outcomes until they are written. Those of a statement that the database refuses are written one
 * by one; one that is refused alone becomes {@code failed} with the reason; and if even that is
 * refused it is given up, and its task is claimed again when its lease has ended.
 */
@Component
final class PendingOutcomes {
  /** Where the route keeps the number of tasks that a statement has changed. */
  static final String CHANGED = "changedTasks";

  private static final Logger LOG = LoggerFactory.getLogger(PendingOutcomes.class);
  private static final int BATCH = 500;
  private static final int REASON_LIMIT = 500;

  private final ClaimedTasks tasks;
  private final Throughput throughput;
  private final TaskMeters meters;
  private final LongSupplier nanos;

  /** By task id, oldest first. */
  private final Map<String, Outcome> pending = new LinkedHashMap<>();

  /** Part of the event's id, for tasks whose first outcome was refused: perhaps for that id. */
  private final Map<String, String> salts = new HashMap<>();

  private final SingleRowFallback fallback;
  private long lastWrite;

  PendingOutcomes(
      ClaimedTasks tasks, Throughput throughput, TaskMeters meters, LongSupplier nanos) {
    this.tasks = tasks;
    this.throughput = throughput;
    this.meters = meters;
    this.nanos = nanos;
    this.fallback = new SingleRowFallback(nanos);
    this.lastWrite = nanos.getAsLong();
  }

  synchronized void add(Outcome outcome) {
    if (tasks.finish(outcome.task())) {
      pending.put(outcome.task().id(), outcome);
      throughput.finished(outcome.task().action());
    }
  }

  synchronized boolean isEmpty() {
    return pending.isEmpty();
  }

  /** Milliseconds to wait before the next statement. */
  synchronized long delayMillis() {
    return pending.size() >= BATCH ? 0 : throughput.delayMillis(lastWrite);
  }

  /** The next ones to write; they stay until they are written or given up. */
  synchronized OutcomeBatch next() {
    lastWrite = nanos.getAsLong();
    return new OutcomeBatch(
        pending.values().stream().limit(fallback.limit(BATCH)).toList(),
        tasks.owner(),
        outcome -> tasks.attempt(outcome.task()),
        outcome -> salts.getOrDefault(outcome.task().id(), ""));
  }

  /** The batch of an exchange is committed. */
  void written(Exchange exchange) {
    List<Outcome> outcomes = exchange.getMessage().getBody(OutcomeBatch.class).outcomes();
    written(outcomes);
    meters.written(outcomes);
    Number changed = (Number) exchange.getMessage().removeHeader(CHANGED);
    int late = outcomes.size() - changed.intValue();
    if (late > 0) {
      LOG.warn("{} outcomes came too late: other executors have claimed their tasks", late);
    }
  }

  synchronized void written(List<Outcome> outcomes) {
    outcomes.forEach(this::remove);
    fallback.succeeded(outcomes.size());
    tasks.release(outcomes);
  }

  private void remove(Outcome outcome) {
    pending.remove(outcome.task().id());
    salts.remove(outcome.task().id());
  }

  /** The batch could not be written. If no row was at fault, all outcomes are kept. */
  void refused(Exchange exchange) throws Exception {
    ExecutorFailures.throwUnlessBadRow(exchange);
    String reason = BadRow.reason(ExecutorFailures.caught(exchange));
    refused(exchange.getMessage().getBody(OutcomeBatch.class).outcomes(), reason);
  }

  private synchronized void refused(List<Outcome> outcomes, String reason) {
    fallback.failed(outcomes.size());
    if (outcomes.size() > 1) {
      return;
    }
    Outcome outcome = outcomes.get(0);
    Task task = outcome.task();
    boolean again = salts.containsKey(task.id());
    remove(outcome);
    if (again) {
      tasks.release(outcomes);
      meters.refused(1);
      task.log(() -> LOG.error("{} is claimed again when its lease has ended: {}", task, reason));
    } else {
      String why = "its outcome was refused by the database: " + reason;
      // At the end: the others first.
      pending.put(task.id(), Outcome.failed(task, StorableText.of(why, REASON_LIMIT)));
      salts.put(task.id(), " " + UUID.randomUUID());
      task.log(() -> LOG.error("{} fails: {}", task, why));
    }
  }
}
