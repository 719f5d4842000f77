package io.waybill.grpc.executor;

import static io.waybill.grpc.executor.ExecutorSettings.seconds;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Keeps the leases of the claimed tasks. */
@Component
final class Leases {
  private final Duration lease;
  private final ClaimedTasks tasks;
  private final LongSupplier nanos;
  private final SingleRowFallback fallback;
  private long lastFailure;

  Leases(ExecutorSettings settings, ClaimedTasks tasks, LongSupplier nanos) {
    this.lease = settings.lease();
    this.tasks = tasks;
    this.nanos = nanos;
    this.fallback = new SingleRowFallback(nanos);
    this.lastFailure = nanos.getAsLong();
  }

  /** Parameters of {@code renew.sql}: for all tasks at once; after a bad row, for each of them. */
  synchronized List<Map<String, Object>> batches() {
    String[] ids = tasks.ids();
    if (ids.length == 0) {
      return List.of();
    }
    return fallback.isActive()
        ? Stream.of(ids).map(this::parameters).toList()
        : List.of(parameters(ids));
  }

  /** Parameters of {@code renew.sql} and {@code release.sql}. */
  Map<String, Object> parameters(String... ids) {
    return Map.of("owner", tasks.owner(), "ids", ids, "lease", seconds(lease));
  }

  /** Takes the rows of {@code renew.sql}. */
  synchronized void renewed(List<Map<String, Object>> rows) {
    fallback.succeeded(1);
    tasks.renew(rows.stream().map(row -> (String) row.get("id")).toList(), lease);
  }

  /** The statement has failed, and so does this step. */
  synchronized void notRenewed(Exchange exchange) throws Exception {
    databaseFailed();
    Exception failure = ExecutorFailures.caught(exchange);
    if (BadRow.isCauseOf(failure)) {
      fallback.failed(Math.max(2, tasks.count()));
    }
    throw failure;
  }

  synchronized void databaseFailed() {
    lastFailure = nanos.getAsLong();
  }

  /**
   * Whether a lapsed lease means that its executor is dead: while the database was unavailable, no
   * executor could renew its leases.
   */
  synchronized boolean canJudgeOthers() {
    return !tasks.isClosed() && nanos.getAsLong() - lastFailure >= lease.toNanos();
  }
}
