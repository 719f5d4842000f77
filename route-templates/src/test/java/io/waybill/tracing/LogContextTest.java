package io.waybill.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class LogContextTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  private final List<String> seen = new ArrayList<>();

  @AfterEach
  void clear() {
    MDC.clear();
  }

  @Test
  void aLineHasTheEventsTraceAndRequest() {
    MDC.put(LogContext.CORRELATION_ID, "of the batch");

    LogContext.of("00-" + TRACE + "-00f067aa0ba902b7-01", "request-1", this::look);

    look();
    assertThat(seen)
        .containsExactly(TRACE + " request-1", "00000000000000000000000000000000 of the batch");
  }

  @Test
  void anEventWithoutEitherBorrowsNoRequest() {
    MDC.put(LogContext.CORRELATION_ID, "of another");

    LogContext.of(null, null, this::look);

    assertThat(seen).containsExactly("00000000000000000000000000000000 null");
  }

  private void look() {
    seen.add(
        Span.current().getSpanContext().getTraceId() + " " + MDC.get(LogContext.CORRELATION_ID));
  }
}
