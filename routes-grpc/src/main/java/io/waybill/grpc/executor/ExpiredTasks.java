package io.waybill.grpc.executor;

import static io.waybill.grpc.executor.ExecutorSettings.seconds;

import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Tasks whose leases have expired in their last attempt, as their executors died. */
@Component
final class ExpiredTasks {
  private static final Logger LOG = LoggerFactory.getLogger(ExpiredTasks.class);
  private static final int BATCH = 100;

  private final ExecutorSettings settings;
  private final ClaimedTasks tasks;
  private final SingleRowFallback fallback;

  ExpiredTasks(ExecutorSettings settings, ClaimedTasks tasks, LongSupplier nanos) {
    this.settings = settings;
    this.tasks = tasks;
    this.fallback = new SingleRowFallback(nanos);
  }

  /** Parameters of {@code fail-expired.sql}. */
  synchronized Map<String, Object> parameters() {
    return Map.of(
        "ids", tasks.ids(),
        "lease", seconds(settings.lease()),
        "maxAttempts", settings.maxAttempts(),
        "limit", fallback.limit(BATCH),
        "skip", fallback.skip());
  }

  /** Returns the parameters of {@code next.sql}. */
  synchronized Map<String, Object> failed(List<Map<String, Object>> rows) {
    fallback.succeeded(rows.size());
    for (Map<String, Object> row : rows) {
      LOG.warn(
          "Task {} ({} of resource {}) failed for good: its executor died in attempt {}",
          row.get("id"),
          row.get("action"),
          row.get("resource_id"),
          row.get("attempts"));
    }
    return WaitingResources.parameters(rows.stream().map(row -> (String) row.get("resource_id")));
  }

  /** They could not be written. If a row was at fault, the others follow. */
  synchronized void notWritten(Exchange exchange) throws Exception {
    ExecutorFailures.throwUnlessBadRow(exchange);
    fallback.failed(fallback.limit(BATCH));
  }
}
