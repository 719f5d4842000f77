package io.waybill.tracing;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The requests that made the events of a batch, for log lines about the batch.
 *
 * @param ids their correlation ids, the first few
 * @param traceparent of one of the events; null if none has a trace
 */
public record BatchCorrelation(List<String> ids, String traceparent) {
  private static final int LOGGED = 10;

  /** Of the events, given how to find the correlation id and the traceparent of one. */
  public static <E> BatchCorrelation of(
      Collection<E> events, Function<E, String> correlationId, Function<E, String> traceparent) {
    return new BatchCorrelation(
        known(events, correlationId).distinct().limit(LOGGED).toList(),
        known(events, traceparent).findFirst().orElse(null));
  }

  private static <E> Stream<String> known(Collection<E> events, Function<E, String> what) {
    return events.stream().map(what).filter(Objects::nonNull);
  }

  /** The correlation id if it was one request, else null. */
  public String only() {
    return ids.size() == 1 ? ids.get(0) : null;
  }

  /** Runs what logs about the batch: as part of the request, if it was one. */
  public void log(Runnable line) {
    if (only() == null) {
      line.run();
    } else {
      LogContext.of(traceparent, only(), line);
    }
  }

  /** To be put behind what is said of the batch. */
  @Override
  public String toString() {
    return ids.isEmpty() ? "" : " (correlation_id " + String.join(", ", ids) + ")";
  }
}
