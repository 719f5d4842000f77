package io.waybill.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import java.util.Optional;

/** W3C's {@code traceparent}, the form in which a trace context is kept with an event. */
public final class Traceparent {
  private static final String NAME = "traceparent";
  private static final TextMapGetter<String> VALUE =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String carrier) {
          return List.of(NAME);
        }

        @Override
        public String get(String carrier, String key) {
          return NAME.equals(key) ? carrier : null;
        }
      };

  private Traceparent() {}

  /** The trace context; empty for null and for anything that is none. */
  public static Optional<SpanContext> parse(String traceparent) {
    if (traceparent == null) {
      return Optional.empty();
    }
    Context read =
        W3CTraceContextPropagator.getInstance().extract(Context.root(), traceparent, VALUE);
    return Optional.of(Span.fromContext(read).getSpanContext()).filter(SpanContext::isValid);
  }

  /** A context whose spans are children of this one. */
  public static Context asParent(SpanContext parent) {
    return Context.root().with(Span.wrap(parent));
  }

  /** The header for a context. */
  public static String format(SpanContext span) {
    return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-" + span.getTraceFlags().asHex();
  }
}
