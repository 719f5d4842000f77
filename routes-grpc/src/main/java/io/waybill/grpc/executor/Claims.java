package io.waybill.grpc.executor;

import static io.waybill.grpc.executor.ExecutorSettings.seconds;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * How many tasks are claimed: as many as run at once, and some ahead while tasks finish quickly, so
 * that slow actions are never queued up here while another replica is idle.
 */
@Component
final class Claims {
  private static final Logger LOG = LoggerFactory.getLogger(Claims.class);

  /** Tasks of one claim, at most. */
  private static final int BATCH = 500;

  private final ExecutorSettings settings;
  private final ClaimedTasks tasks;
  private final Throughput throughput;
  private final ActionQuota quota;
  private final LongSupplier nanos;
  private final ClaimWindow window = new ClaimWindow();
  private final SingleRowFallback fallback;
  private final long startOfProcess;
  private long lastClaim;
  private boolean delayed;
  private boolean more;

  Claims(
      ExecutorSettings settings,
      ClaimedTasks tasks,
      Throughput throughput,
      ActionQuota quota,
      LongSupplier nanos) {
    this.settings = settings;
    this.tasks = tasks;
    this.throughput = throughput;
    this.quota = quota;
    this.nanos = nanos;
    this.fallback = new SingleRowFallback(nanos);
    this.startOfProcess = nanos.getAsLong();
    this.lastClaim = startOfProcess;
  }

  /** Milliseconds to wait before the next claim. */
  synchronized long delayMillis() {
    long millis = throughput.delayMillis(lastClaim);
    delayed = millis > 0;
    return millis;
  }

  /** Whether it is worth a claim: some thread has nothing to do, or much may be claimed ahead. */
  synchronized boolean hasRoom() {
    int free = free();
    boolean worthwhile = tasks.count() < settings.threads() || free >= Math.min(ahead(), BATCH) / 2;
    return !tasks.isClosed() && free > 0 && worthwhile && tasks.bytes() < settings.maxBytes();
  }

  private int free() {
    return Math.min(settings.threads() + ahead() - tasks.count(), BATCH);
  }

  private int ahead() {
    return settings.aheadAt(throughput.perSecond());
  }

  private int limit() {
    return fallback.limit(Math.max(0, free()));
  }

  /** Parameters of {@code sql/executor/claim.sql} and {@code lock.sql}. */
  synchronized Map<String, Object> parameters() {
    lastClaim = nanos.getAsLong();
    int limit = limit();
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("lock", "tasks");
    parameters.put("owner", tasks.owner());
    parameters.put("limit", limit);
    parameters.put("skip", fallback.skip());
    parameters.put("bytes", Math.max(1, settings.maxBytes() - tasks.bytes()));
    parameters.put("maxAttempts", settings.maxAttempts());
    parameters.put("lease", seconds(settings.lease()));
    parameters.put("predecessorWait", seconds(settings.predecessorWait()));
    // After a start, the event that is missing may still be on its way from Kafka.
    parameters.put(
        "predecessorTimeoutApplies",
        lastClaim - startOfProcess >= settings.predecessorWait().toNanos());
    window.addTo(parameters, limit);
    quota.addTo(parameters);
    return parameters;
  }

  /** Keeps the tasks of claimed rows; returns those to be run. */
  synchronized List<Task> claimed(List<Map<String, Object>> rows) {
    List<Task> claimed = rows.stream().filter(row -> row.get("id") != null).map(Task::of).toList();
    if (!rows.isEmpty()) {
      learn(rows.get(0), claimed.size());
    }
    List<Task> toRun = new ArrayList<>(claimed.size());
    for (Task task : claimed) {
      if (tasks.add(task, lastClaim + settings.lease().toNanos())) {
        toRun.add(task);
        if (task.overdue()) {
          task.log(
              () ->
                  LOG.warn(
                      "{}, event {}, runs without waiting further for event {}",
                      task,
                      task.sequence(),
                      task.sequence() - 1));
        }
      }
    }
    return toRun;
  }

  /** Each row has the counts of the whole claim; one that took nothing has a row of them alone. */
  private void learn(Map<String, Object> counts, int claimed) {
    if (delayed && claimed <= 1) {
      throughput.suspendDelay();
    }
    boolean filled = claimed >= limit();
    boolean searching = fallback.isActive() && claimed > 0;
    fallback.succeeded(claimed);
    more =
        searching
            || window.met(
                filled,
                Boolean.TRUE.equals(counts.get("more")),
                counts.get("set_aside") instanceof Number aside ? aside.longValue() : 0);
  }

  /** After a bad row, the others are claimed one by one. */
  synchronized void failed(Exchange exchange) {
    more = BadRow.isCauseOf(ExecutorFailures.caught(exchange));
    if (more) {
      fallback.failed(fallback.limit(Math.max(1, free())));
    }
  }

  /** Whether a claim at once, without waiting for a wake-up, will find more. */
  synchronized boolean isWorthAnother() {
    boolean worth = more && hasRoom();
    more = false;
    return worth;
  }
}
