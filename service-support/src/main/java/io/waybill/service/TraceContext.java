package io.waybill.service;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.waybill.tracing.Traceparent;

/** The trace that the current thread works for. Needs no Spring. */
public final class TraceContext {
  private TraceContext() {}

  /** The W3C {@code traceparent} of the current span, or null outside a trace. */
  public static String traceparent() {
    SpanContext span = Span.current().getSpanContext();
    return span.isValid() ? Traceparent.format(span) : null;
  }
}
