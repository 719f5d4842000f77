package io.waybill.service.logging;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.time.temporal.ChronoUnit;
import org.springframework.boot.json.JsonWriter;
import org.springframework.boot.logging.structured.JsonWriterStructuredLogFormatter;
import org.springframework.boot.logging.structured.StructuredLoggingJsonMembersCustomizer;
import org.springframework.core.env.Environment;

/**
 * One JSON object a line. The trace is the current span's: log lines are written on the thread that
 * logs, and unlike a value in the MDC a span ends when its work does. The MDC is the fallback.
 */
final class JsonLogFormat extends JsonWriterStructuredLogFormatter<ILoggingEvent> {

  JsonLogFormat(
      Environment settings,
      ThrowableProxyConverter stackTraces,
      StructuredLoggingJsonMembersCustomizer<?> customizer) {
    super(
        members -> members(settings.getProperty("spring.application.name"), stackTraces, members),
        customizer);
  }

  private static void members(
      String service,
      ThrowableProxyConverter stackTraces,
      JsonWriter.Members<ILoggingEvent> members) {
    members.add("timestamp", event -> event.getInstant().truncatedTo(ChronoUnit.MICROS));
    members.add("level", ILoggingEvent::getLevel);
    members.add("logger", ILoggingEvent::getLoggerName);
    members.add("message", ILoggingEvent::getFormattedMessage);
    members.add("service", service).whenNotNull();
    members.add("trace_id", event -> trace(event, "trace_id")).whenNotNull();
    members.add("span_id", event -> trace(event, "span_id")).whenNotNull();
    members
        .add("correlation_id", event -> event.getMDCPropertyMap().get("correlation_id"))
        .whenNotNull();
    members
        .add("stack_trace", event -> event)
        .whenNotNull(ILoggingEvent::getThrowableProxy)
        .as(stackTraces::convert);
  }

  private static String trace(ILoggingEvent event, String key) {
    SpanContext span = Span.current().getSpanContext();
    if (!span.isValid()) {
      return event.getMDCPropertyMap().get(key);
    }
    return key.equals("trace_id") ? span.getTraceId() : span.getSpanId();
  }
}
