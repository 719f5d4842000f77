package io.waybill.grpc.executor;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.waybill.grpc.TaskStatus;
import io.waybill.tracing.LogContext;
import io.waybill.tracing.Traceparent;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Message;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;

/**
 * The span of an attempt at a task, in the trace of whatever made the task. While it is open it
 * takes the place of the span that Camel has made for the exchange.
 */
@Component
final class TaskSpans {
  private static final String OPEN = "taskSpan";

  // Deprecated with camel-tracing: camel-telemetry, which replaces it, makes no SERVER spans yet.
  @SuppressWarnings("deprecation")
  private static final ExchangePropertyKey ACTIVE_SPAN = ExchangePropertyKey.OTEL_ACTIVE_SPAN;

  private final Tracer tracer;

  /**
   * @param camels what Camel had noted as the exchange's span
   */
  private record Open(Span span, Scope scope, Object camels) {}

  TaskSpans(Tracer tracer) {
    this.tracer = tracer;
  }

  /** Opens it; the task goes on with the new trace context, and so does its outcome. */
  @SuppressWarnings("MustBeClosedChecker") // close() does
  void open(Exchange exchange) {
    Message message = exchange.getMessage();
    Task task = message.getBody(Task.class);
    Span span = spanOf(task);
    Object camels = exchange.removeProperty(ACTIVE_SPAN);
    exchange.setProperty(OPEN, new Open(span, span.makeCurrent(), camels));
    if (task.correlationId() != null) {
      MDC.put(LogContext.CORRELATION_ID, task.correlationId());
    }
    if (span.getSpanContext().isValid()) {
      message.setBody(task.withTraceparent(Traceparent.format(span.getSpanContext())));
    }
  }

  private Span spanOf(Task task) {
    SpanBuilder builder =
        tracer
            .spanBuilder("run task")
            .setSpanKind(SpanKind.INTERNAL)
            .setAttribute("task.id", task.id())
            .setAttribute("task.action", task.action())
            .setAttribute("task.attempt", task.attempt());
    Traceparent.parse(task.traceparent())
        .ifPresentOrElse(
            parent -> builder.setParent(Traceparent.asParent(parent)), builder::setNoParent);
    return builder.startSpan();
  }

  /** Ends it with what the attempt came to. */
  void close(Exchange exchange) {
    MDC.remove(LogContext.CORRELATION_ID);
    Open open = (Open) exchange.removeProperty(OPEN);
    if (open == null) {
      return;
    }
    Outcome outcome = exchange.getMessage().getBody(Outcome.class);
    if (outcome.status() != TaskStatus.COMPLETED) {
      open.span().setStatus(StatusCode.ERROR, String.valueOf(outcome.result()));
    }
    open.scope().close();
    open.span().end();
    exchange.setProperty(ACTIVE_SPAN, open.camels());
  }
}
