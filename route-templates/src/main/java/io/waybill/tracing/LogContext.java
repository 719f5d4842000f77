package io.waybill.tracing;

import io.opentelemetry.context.Context;
import org.slf4j.MDC;

/** Writes log lines about one event as part of the request that made it, wherever that was. */
public final class LogContext {
  /** The key of the request's id in the MDC. */
  public static final String CORRELATION_ID = "correlation_id";

  private LogContext() {}

  /**
   * Runs what logs, with the event's correlation id and in its trace.
   *
   * @param traceparent the event's; null leaves the current trace
   * @param correlationId the event's; null for none
   */
  public static void of(String traceparent, String correlationId, Runnable log) {
    Context trace =
        Traceparent.parse(traceparent).map(Traceparent::asParent).orElse(Context.current());
    String before = MDC.get(CORRELATION_ID);
    put(correlationId);
    try {
      trace.wrap(log).run();
    } finally {
      put(before);
    }
  }

  private static void put(String correlationId) {
    if (correlationId == null) {
      MDC.remove(CORRELATION_ID);
    } else {
      MDC.put(CORRELATION_ID, correlationId);
    }
  }
}
