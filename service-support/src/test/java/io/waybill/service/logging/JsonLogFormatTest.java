package io.waybill.service.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

class JsonLogFormatTest {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String SPAN = "b7ad6b7169203331";

  private final Logger logger = new LoggerContext().getLogger("io.waybill.Some");

  @Test
  void writes_one_object_a_line() {
    assertThat(format(event("a \"quoted\"\nmessage", null), Map.of()))
        .isEqualTo(
            """
            {"timestamp":"2026-01-02T03:04:05.678901Z","level":"WARN","logger":"io.waybill.Some",\
            "message":"a \\"quoted\\"\\nmessage","service":"routes-rest"}
            """);
  }

  @Test
  void adds_trace_and_correlation() {
    Span span =
        Span.wrap(
            SpanContext.create(TRACE, SPAN, TraceFlags.getSampled(), TraceState.getDefault()));

    String line =
        Context.root()
            .with(span)
            .wrapSupplier(
                () ->
                    format(
                        event("hello", null),
                        Map.of("correlation_id", "order 66", "trace_id", "stale", "other", "x")))
            .get();

    assertThat(line)
        .endsWith(
            "\"trace_id\":\"%s\",\"span_id\":\"%s\",\"correlation_id\":\"order 66\"}\n"
                .formatted(TRACE, SPAN));
  }

  @Test
  void takes_the_trace_from_the_mdc_outside_a_span() {
    assertThat(format(event("hello", null), Map.of("trace_id", TRACE, "span_id", SPAN)))
        .contains("\"trace_id\":\"%s\",\"span_id\":\"%s\"".formatted(TRACE, SPAN));
  }

  @Test
  void adds_the_stack_trace_of_an_error() {
    assertThat(format(event("failed", new IllegalStateException("because")), Map.of()))
        .contains("\"stack_trace\":\"java.lang.IllegalStateException: because\\n\\tat io.waybill")
        .hasLineCount(1);
  }

  private LoggingEvent event(String message, Throwable failure) {
    LoggingEvent event =
        new LoggingEvent(Logger.class.getName(), logger, Level.WARN, message, failure, null);
    event.setInstant(Instant.parse("2026-01-02T03:04:05.678901234Z"));
    return event;
  }

  private static String format(LoggingEvent event, Map<String, String> mdc) {
    event.setMDCPropertyMap(mdc);
    ThrowableProxyConverter stackTraces = new ThrowableProxyConverter();
    stackTraces.start();
    return new JsonLogFormat(
            new MockEnvironment().withProperty("spring.application.name", "routes-rest"),
            stackTraces,
            null)
        .format(event);
  }
}
