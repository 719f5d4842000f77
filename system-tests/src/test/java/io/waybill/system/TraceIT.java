package io.waybill.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.waybill.local.stack.Stack;
import io.waybill.system.client.Http;
import io.waybill.system.client.Json;
import io.waybill.system.client.Tasks;
import io.waybill.system.otlp.ReceivedSpan;
import io.waybill.system.stack.SharedStack;
import io.waybill.system.stack.WithStack;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A POST and a gRPC call with a trace context of the caller: their road, as a collector sees it.
 */
@WithStack
class TraceIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String CALLER = "00f067aa0ba902b7";

  private static String posted;
  private static String called;
  private static String listed;

  @BeforeAll
  static void call(Stack stack) throws Exception {
    posted = newTrace();
    Http.send(
        "POST",
        stack.restUrl() + "/api/v1/resources",
        Json.object("name", "a traced resource"),
        "traceparent",
        traceparent(posted));
    called = newTrace();
    try (Tasks tasks = new Tasks(stack.grpcAddress())) {
      tasks.process("a traced task", "measure", Map.of("traceparent", traceparent(called)));
    }
    listed = newTrace();
    Http.get(stack.restUrl() + "/api/v1/resources?limit=1", "traceparent", traceparent(listed));
    await("the span of the list")
        .atMost(LIMIT)
        .until(() -> spans(listed).stream().anyMatch(TraceIT::isEntry));
    for (String trace : List.of(posted, called)) {
      // Of the last hop: the event of the finished task, stored.
      await("the whole trace")
          .atMost(LIMIT)
          .until(() -> find(trace, "routes-worker", "process task.completed").isPresent());
      await("the spans around it")
          .atMost(LIMIT)
          .until(() -> spans(trace).stream().allMatch(span -> isEntry(span) || hasParent(span)));
    }
  }

  @Test
  void everySpanOfAPostHangsUnderTheCallers() {
    assertThat(entryOf(posted))
        .returns("routes-rest", ReceivedSpan::service)
        .returns(SpanKind.SPAN_KIND_SERVER, ReceivedSpan::kind)
        .returns("POST /api/v1/resources", ReceivedSpan::name);
    assertThat(entryOf(posted).attributes())
        .containsEntry("http.request.method", "POST")
        .containsEntry("http.route", "/api/v1/resources")
        .containsEntry("http.response.status_code", "201")
        .containsEntry("url.scheme", "http")
        .containsEntry("url.path", "/api/v1/resources");
    ReceivedSpan list = spans(listed).stream().filter(TraceIT::isEntry).findAny().orElseThrow();
    assertThat(list.attributes()).containsEntry("url.query", "limit=1");
  }

  @Test
  void everySpanOfAGrpcCallHangsUnderTheCallers() {
    assertThat(entryOf(called))
        .returns("routes-grpc", ReceivedSpan::service)
        .returns(SpanKind.SPAN_KIND_SERVER, ReceivedSpan::kind)
        .returns("task.v1.TaskService/ProcessTask", ReceivedSpan::name);
    assertThat(entryOf(called).attributes())
        .containsEntry("rpc.system", "grpc")
        .containsEntry("rpc.service", "task.v1.TaskService")
        .containsEntry("rpc.method", "ProcessTask")
        .containsEntry("rpc.grpc.status_code", "0");
  }

  @Test
  void theRoadOfAPostIsOneLine() {
    ReceivedSpan created =
        hop(posted, "routes-rest", "send resource.created", SpanKind.SPAN_KIND_PRODUCER);
    ReceivedSpan stored =
        hop(posted, "routes-worker", "process resource.created", SpanKind.SPAN_KIND_CONSUMER);
    ReceivedSpan tasked =
        hop(posted, "routes-grpc", "process resource.created", SpanKind.SPAN_KIND_CONSUMER);
    ReceivedSpan announced =
        hop(posted, "routes-grpc", "send task.process", SpanKind.SPAN_KIND_PRODUCER);

    assertThat(ancestors(created)).anyMatch(TraceIT::isEntry);
    assertThat(stored.parentId()).isEqualTo(created.id());
    assertThat(tasked.parentId()).isEqualTo(created.id());
    assertThat(announced.parentId()).isEqualTo(tasked.id());
    assertThat(hop(posted, "routes-grpc", "run task", SpanKind.SPAN_KIND_INTERNAL).parentId())
        .isEqualTo(tasked.id());
    assertThatItsOutcomeIsStored(posted);
  }

  @Test
  void theRoadOfAGrpcCallIsOneLine() {
    ReceivedSpan announced =
        hop(called, "routes-grpc", "send task.process", SpanKind.SPAN_KIND_PRODUCER);

    assertThat(ancestors(announced)).anyMatch(TraceIT::isEntry);
    assertThat(
            hop(called, "routes-worker", "process task.process", SpanKind.SPAN_KIND_CONSUMER)
                .parentId())
        .isEqualTo(announced.id());
    assertThat(ancestors(hop(called, "routes-grpc", "run task", SpanKind.SPAN_KIND_INTERNAL)))
        .anyMatch(TraceIT::isEntry);
    assertThatItsOutcomeIsStored(called);
  }

  private static void assertThatItsOutcomeIsStored(String trace) {
    ReceivedSpan run = hop(trace, "routes-grpc", "run task", SpanKind.SPAN_KIND_INTERNAL);
    ReceivedSpan completed =
        hop(trace, "routes-grpc", "send task.completed", SpanKind.SPAN_KIND_PRODUCER);
    ReceivedSpan last =
        hop(trace, "routes-worker", "process task.completed", SpanKind.SPAN_KIND_CONSUMER);
    assertThat(completed.parentId()).isEqualTo(run.id());
    assertThat(last.parentId()).isEqualTo(completed.id());
  }

  @ParameterizedTest
  @CsvSource({"routes-rest, resource/create", "routes-grpc, tasks/process"})
  void theStatementIsPartOfTheCall(String service, String statement) {
    String trace = service.equals("routes-rest") ? posted : called;
    ReceivedSpan span = hop(trace, service, statement, SpanKind.SPAN_KIND_CLIENT);
    assertThat(ancestors(span)).anyMatch(TraceIT::isEntry);
    assertThat(span.attributes())
        .containsEntry("db.system.name", "postgresql")
        .containsEntry("db.query.summary", statement);
  }

  @ParameterizedTest
  @CsvSource({
    "routes-rest,   send,    resource.created",
    "routes-grpc,   process, resource.created",
    "routes-grpc,   send,    task.process",
    "routes-grpc,   send,    task.completed",
    "routes-worker, process, task.completed",
  })
  void messagesAreDescribedByTheConventions(String service, String operation, String topic) {
    SpanKind kind =
        operation.equals("send") ? SpanKind.SPAN_KIND_PRODUCER : SpanKind.SPAN_KIND_CONSUMER;
    assertThat(hop(posted, service, operation + " " + topic, kind).attributes())
        .containsEntry("messaging.system", "kafka")
        .containsEntry("messaging.operation.type", operation)
        .containsEntry("messaging.operation.name", operation)
        .containsEntry("messaging.destination.name", topic)
        .containsKeys("messaging.message.id", "messaging.kafka.message.key");
  }

  @Test
  void batchesAreLinkedWithTheTracesThatTheyCarry() {
    assertThat(SharedStack.spans().all())
        .filteredOn(span -> !span.traceId().equals(posted))
        .filteredOn(span -> span.links().contains(posted))
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

  private static String newTrace() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  private static String traceparent(String trace) {
    return "00-" + trace + "-" + CALLER + "-01";
  }

  /** The one span of a trace that hangs under the caller's, when no other hangs in the air. */
  private static ReceivedSpan entryOf(String trace) {
    assertThat(spans(trace))
        .allSatisfy(
            span ->
                assertThat(isEntry(span) || hasParent(span)).as("the parent of %s", span).isTrue());
    List<ReceivedSpan> entries = spans(trace).stream().filter(TraceIT::isEntry).toList();
    assertThat(entries).hasSize(1);
    return entries.get(0);
  }

  private static ReceivedSpan hop(String trace, String service, String name, SpanKind kind) {
    ReceivedSpan span = find(trace, service, name).orElseThrow(() -> missing(trace, service, name));
    assertThat(span.kind()).as(name).isEqualTo(kind);
    return span;
  }

  private static AssertionError missing(String trace, String service, String name) {
    return new AssertionError(
        "No span \""
            + name
            + "\" of "
            + service
            + " among "
            + spans(trace).stream()
                .map(span -> span.service() + " " + span.name())
                .collect(Collectors.joining(", ")));
  }

  private static List<ReceivedSpan> spans(String trace) {
    return SharedStack.spans().trace(trace);
  }

  private static Optional<ReceivedSpan> find(String trace, String service, String name) {
    return spans(trace).stream()
        .filter(span -> span.service().equals(service) && span.name().equals(name))
        .findFirst();
  }

  private static boolean isEntry(ReceivedSpan span) {
    return span.parentId().equals(CALLER);
  }

  private static boolean hasParent(ReceivedSpan span) {
    return parentOf(span).isPresent();
  }

  private static Optional<ReceivedSpan> parentOf(ReceivedSpan span) {
    return spans(span.traceId()).stream()
        .filter(other -> other.id().equals(span.parentId()))
        .findAny();
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
