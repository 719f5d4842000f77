package io.waybill.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.waybill.local.stack.Stack;
import io.waybill.system.client.Http;
import io.waybill.system.client.Json;
import io.waybill.system.otlp.ReceivedSpan;
import io.waybill.system.stack.SharedStack;
import io.waybill.system.stack.WithStack;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One POST with a trace context of the caller: its road, as a collector sees it. */
@WithStack
class TraceIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String CALLER = "00f067aa0ba902b7";

  private static String traceId;

  @BeforeAll
  static void post(Stack stack) throws Exception {
    traceId = UUID.randomUUID().toString().replace("-", "");
    Http.send(
        "POST",
        stack.restUrl() + "/api/v1/resources",
        Json.object("name", "a traced resource"),
        "traceparent",
        "00-" + traceId + "-" + CALLER + "-01");
    // Of the last hop: the event of the finished task, stored.
    await("the whole trace")
        .atMost(LIMIT)
        .until(() -> find("routes-worker", "process task.completed").isPresent());
    await("the spans around it")
        .atMost(LIMIT)
        .until(
            () -> spans().stream().allMatch(span -> parentOf(span).isPresent() || isEntry(span)));
  }

  @Test
  void everySpanHangsUnderTheCallers() {
    assertThat(spans())
        .allSatisfy(
            span ->
                assertThat(isEntry(span) || parentOf(span).isPresent())
                    .as("the parent of %s", span)
                    .isTrue());
    assertThat(spans().stream().filter(TraceIT::isEntry))
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.service()).isEqualTo("routes-rest");
              assertThat(entry.kind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
              assertThat(entry.attributes()).containsEntry("http.method", "POST");
            });
  }

  @Test
  void theRoadIsOneLine() {
    ReceivedSpan created = hop("routes-rest", "send resource.created", SpanKind.SPAN_KIND_PRODUCER);
    ReceivedSpan stored =
        hop("routes-worker", "process resource.created", SpanKind.SPAN_KIND_CONSUMER);
    ReceivedSpan tasked =
        hop("routes-grpc", "process resource.created", SpanKind.SPAN_KIND_CONSUMER);
    ReceivedSpan announced = hop("routes-grpc", "send task.process", SpanKind.SPAN_KIND_PRODUCER);
    ReceivedSpan run = hop("routes-grpc", "run task", SpanKind.SPAN_KIND_INTERNAL);
    ReceivedSpan completed = hop("routes-grpc", "send task.completed", SpanKind.SPAN_KIND_PRODUCER);
    ReceivedSpan last = hop("routes-worker", "process task.completed", SpanKind.SPAN_KIND_CONSUMER);

    assertThat(ancestors(created)).anyMatch(TraceIT::isEntry);
    assertThat(stored.parentId()).isEqualTo(created.id());
    assertThat(tasked.parentId()).isEqualTo(created.id());
    assertThat(announced.parentId()).isEqualTo(tasked.id());
    assertThat(run.parentId()).isEqualTo(tasked.id());
    assertThat(completed.parentId()).isEqualTo(run.id());
    assertThat(last.parentId()).isEqualTo(completed.id());
  }

  @Test
  void theStatementIsPartOfTheCall() {
    assertThat(spans())
        .filteredOn(span -> span.service().equals("routes-rest"))
        .filteredOn(span -> "sql".equals(span.attributes().get("db.system")))
        .isNotEmpty()
        .allSatisfy(span -> assertThat(ancestors(span)).anyMatch(TraceIT::isEntry));
  }

  @Test
  void messagesAreDescribedByTheConventions() {
    assertThat(
            hop("routes-rest", "send resource.created", SpanKind.SPAN_KIND_PRODUCER).attributes())
        .containsEntry("messaging.system", "kafka")
        .containsEntry("messaging.operation.type", "send")
        .containsEntry("messaging.destination.name", "resource.created")
        .containsKey("messaging.message.id");
  }

  @Test
  void batchesAreLinkedWithTheTracesThatTheyCarry() {
    assertThat(SharedStack.spans().all())
        .filteredOn(span -> !span.traceId().equals(traceId))
        .filteredOn(span -> span.links().contains(traceId))
        .extracting(ReceivedSpan::service)
        .contains("routes-grpc", "routes-worker");
  }

  @Test
  void whatAServiceDoesByItselfMakesNoTrace() {
    assertThat(SharedStack.spans().all())
        .filteredOn(span -> span.parentId().isEmpty())
        .extracting(ReceivedSpan::kind)
        .isSubsetOf(Set.of(SpanKind.SPAN_KIND_SERVER, SpanKind.SPAN_KIND_CONSUMER));
  }

  private static ReceivedSpan hop(String service, String name, SpanKind kind) {
    ReceivedSpan span = find(service, name).orElseThrow(() -> missing(service, name));
    assertThat(span.kind()).as(name).isEqualTo(kind);
    return span;
  }

  private static AssertionError missing(String service, String name) {
    return new AssertionError(
        "No span \""
            + name
            + "\" of "
            + service
            + " among "
            + spans().stream()
                .map(span -> span.service() + " " + span.name())
                .collect(Collectors.joining(", ")));
  }

  private static List<ReceivedSpan> spans() {
    return SharedStack.spans().trace(traceId);
  }

  private static Optional<ReceivedSpan> find(String service, String name) {
    return spans().stream()
        .filter(span -> span.service().equals(service) && span.name().equals(name))
        .findFirst();
  }

  private static boolean isEntry(ReceivedSpan span) {
    return span.parentId().equals(CALLER);
  }

  private static Optional<ReceivedSpan> parentOf(ReceivedSpan span) {
    return spans().stream().filter(other -> other.id().equals(span.parentId())).findAny();
  }

  private static Iterable<ReceivedSpan> ancestors(ReceivedSpan span) {
    ArrayDeque<ReceivedSpan> line = new ArrayDeque<>();
    Optional<ReceivedSpan> next = Optional.of(span);
    while (next.isPresent()) {
      line.add(next.get());
      next = parentOf(next.get());
    }
    return line;
  }
}
