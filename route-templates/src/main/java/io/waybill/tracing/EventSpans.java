package io.waybill.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;

/**
 * The spans of a batch, one for each event that came with a trace, each in the trace of its own
 * event and linked with the span of the batch. They end together.
 */
public final class EventSpans {
  /** The bean, an OpenTelemetry {@link Tracer}, without which no spans are made. */
  public static final String TRACER = "tracer";

  private final Tracer tracer;
  private final SpanKind kind;
  private final Span batch = Span.current();
  private final List<Span> open = new ArrayList<>();

  private EventSpans(Tracer tracer, SpanKind kind) {
    this.tracer = tracer;
    this.kind = kind;
  }

  /** Spans of sending: {@code send <topic>}. */
  public static EventSpans ofSending(CamelContext camel) {
    return new EventSpans(tracerOf(camel), SpanKind.PRODUCER);
  }

  /** Spans of processing: {@code process <topic>}. */
  public static EventSpans ofProcessing(CamelContext camel) {
    return new EventSpans(tracerOf(camel), SpanKind.CONSUMER);
  }

  private static Tracer tracerOf(CamelContext camel) {
    return camel.getRegistry().lookupByNameAndType(TRACER, Tracer.class);
  }

  /**
   * Opens the span of an event.
   *
   * @param traceparent the event's trace; null if it has none
   * @return what the event takes along: the new span as a traceparent, or the one that it had
   */
  public String open(String traceparent, String topic, String eventId, String key) {
    Optional<SpanContext> parent = Traceparent.parse(traceparent);
    if (tracer == null || parent.isEmpty()) {
      return traceparent;
    }
    String operation = kind == SpanKind.PRODUCER ? "send" : "process";
    SpanBuilder builder =
        tracer
            .spanBuilder(operation + " " + topic)
            .setSpanKind(kind)
            .setParent(Traceparent.asParent(parent.get()))
            .setAttribute("messaging.system", "kafka")
            .setAttribute("messaging.operation.name", operation)
            .setAttribute("messaging.operation.type", operation)
            .setAttribute("messaging.destination.name", topic)
            .setAttribute("messaging.message.id", eventId)
            .setAttribute("messaging.kafka.message.key", key);
    if (batch.getSpanContext().isValid()) {
      builder.addLink(batch.getSpanContext());
    }
    Span span = builder.startSpan();
    batch.addLink(span.getSpanContext());
    open.add(span);
    return Traceparent.format(span.getSpanContext());
  }

  /** The batch has succeeded. */
  public void end() {
    open.forEach(Span::end);
    open.clear();
  }

  /** The batch has failed, and will be tried again or given up. */
  public void fail(Throwable failure) {
    String reason = String.valueOf(failure == null ? null : failure.getMessage());
    open.forEach(span -> span.setStatus(StatusCode.ERROR, reason));
    end();
  }
}
