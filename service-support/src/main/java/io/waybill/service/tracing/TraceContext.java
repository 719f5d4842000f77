package io.waybill.service.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.waybill.tracing.Traceparent;
import org.apache.camel.Exchange;

/** The trace that the current thread works for. Needs no Spring. */
public final class TraceContext {
  private static final String KEPT = "traceContextOfFailure";

  private TraceContext() {}

  /** The W3C {@code traceparent} of the current span, or null outside a trace. */
  public static String traceparent() {
    SpanContext span = Span.current().getSpanContext();
    return span.isValid() ? Traceparent.format(span) : null;
  }

  /** Keeps the current trace with an exchange that has failed in it. */
  public static void keepWith(Exchange exchange) {
    exchange.setProperty(KEPT, traceparent());
  }

  /** The trace in which an exchange has failed, for what is said of it after its spans; or null. */
  public static String of(Exchange exchange) {
    return exchange.getProperty(KEPT, String.class);
  }
}
