package io.waybill.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class BatchCorrelationTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String TRACEPARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

  @Test
  void aLineAboutTheBatchOfOneRequestIsTheRequests() {
    BatchCorrelation one = of(null, "request-1", "request-1");

    assertThat(one).hasToString(" (correlation_id request-1)");
    assertThat(seenBy(one)).isEqualTo(TRACE + " request-1");
  }

  @Test
  void aLineAboutSeveralRequestsNamesThem() {
    BatchCorrelation two = of("request-1", "request-2");

    assertThat(two).hasToString(" (correlation_id request-1, request-2)");
    assertThat(seenBy(two)).isEqualTo("00000000000000000000000000000000 null");
  }

  @Test
  void aFewOfManyAreNamed() {
    BatchCorrelation many =
        of(IntStream.range(0, 50).mapToObj(n -> "r" + n).toArray(String[]::new));

    assertThat(many.ids()).hasSize(10).startsWith("r0").endsWith("r9");
  }

  @Test
  void eventsOfNoRequestNameNone() {
    BatchCorrelation none =
        BatchCorrelation.of(Collections.<String>singleton(null), id -> id, id -> id);

    assertThat(none).hasToString("");
    assertThat(none.only()).isNull();
  }

  private static BatchCorrelation of(String... ids) {
    List<String> events = Arrays.asList(ids);
    return BatchCorrelation.of(events, id -> id, id -> TRACEPARENT);
  }

  private static String seenBy(BatchCorrelation batch) {
    AtomicReference<String> seen = new AtomicReference<>();
    batch.log(
        () ->
            seen.set(
                Span.current().getSpanContext().getTraceId()
                    + " "
                    + MDC.get(LogContext.CORRELATION_ID)));
    return seen.get();
  }
}
