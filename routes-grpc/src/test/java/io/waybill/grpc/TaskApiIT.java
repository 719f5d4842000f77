package io.waybill.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.StatusProto;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.waybill.proto.task.v1.GetTaskStatusRequest;
import io.waybill.proto.task.v1.GetTaskStatusResponse;
import io.waybill.proto.task.v1.ListTasksRequest;
import io.waybill.proto.task.v1.ListTasksResponse;
import io.waybill.proto.task.v1.ProcessTaskRequest;
import io.waybill.proto.task.v1.ProcessTaskResponse;
import io.waybill.proto.task.v1.TaskServiceGrpc;
import io.waybill.proto.task.v1.TaskServiceGrpc.TaskServiceBlockingStub;
import io.waybill.proto.task.v1.TaskServiceGrpc.TaskServiceFutureStub;
import io.waybill.service.edge.Strangers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TaskApiIT {
  private static GrpcStack stack;
  private static ManagedChannel channel;
  private static TaskServiceBlockingStub tasks;

  @BeforeAll
  static void connect() {
    stack = GrpcStack.shared();
    channel = GrpcStack.channelTo(stack.app());
    tasks = TaskServiceGrpc.newBlockingStub(channel);
    TestActions.addTo(stack.camel());
  }

  @AfterAll
  static void eventsAreAsTheContractSays() {
    channel.shutdownNow();
    stack.checkEvents();
  }

  @Test
  void aTaskIsAcceptedWithItsEventAndRunToItsResult() {
    String resource = UUID.randomUUID().toString();
    ProcessTaskResponse accepted = process(resource, "anything", Map.of("colour", "blue"));
    assertThat(accepted.getStatus()).isEqualTo("pending");
    assertThat(accepted.getCreatedAt().getSeconds())
        .isBetween(System.currentTimeMillis() / 1000 - 60, System.currentTimeMillis() / 1000 + 60);
    GetTaskStatusResponse done = awaitStatus(accepted.getTaskId(), "completed");
    assertThat(done.getResult()).isEqualTo("anything done for resource " + resource);
    assertThat(done.getResourceId()).isEqualTo(resource);
    List<Map<String, Object>> events =
        stack
            .sql()
            .queryForList(
                "SELECT event_type, message_key, event_sequence, payload::text AS payload"
                    + " FROM outbox_events WHERE aggregate_id = ? ORDER BY seq",
                accepted.getTaskId());
    assertThat(events).extracting("event_type").containsExactly("task.process", "task.completed");
    assertThat(events).extracting("event_sequence").containsExactly(1L, 2L);
    assertThat(events).extracting("message_key").containsOnly(resource);
    assertThat((String) events.get(0).get("payload"))
        .contains("\"status\": \"pending\"")
        .contains("\"task_id\": \"" + accepted.getTaskId() + "\"");
    assertThat((String) events.get(1).get("payload"))
        .contains("\"status\": \"completed\"")
        .contains("\"result\": \"anything done");
  }

  @Test
  void aRequestThatIsSentAgainMakesOneTask() throws Exception {
    String resource = UUID.randomUUID().toString();
    ProcessTaskRequest request =
        ProcessTaskRequest.newBuilder()
            .setResourceId(resource)
            .setAction("a")
            .putMetadata("colour", "blue")
            .setRequestId(UUID.randomUUID().toString())
            .build();
    List<ListenableFuture<ProcessTaskResponse>> calls = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      calls.add(TaskServiceGrpc.newFutureStub(channel).processTask(request));
    }
    ProcessTaskResponse first = calls.get(0).get();
    for (ListenableFuture<ProcessTaskResponse> call : calls) {
      assertThat(call.get()).isEqualTo(first);
    }
    awaitStatus(first.getTaskId(), "completed");
    assertThat(tasks.processTask(request)).isEqualTo(first);
    assertThat(count("SELECT count(*) FROM outbox_events WHERE message_key = '" + resource + "'"))
        .isEqualTo(2);

    StatusRuntimeException refused =
        refused(() -> tasks.processTask(request.toBuilder().setAction("b").build()));
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(detail(refused, BadRequest.class).getFieldViolations(0).getField())
        .isEqualTo("request_id");

    stack
        .sql()
        .update(
            "UPDATE task_requests SET created_at = created_at - interval '25 h' WHERE request_id = ?",
            request.getRequestId());
    assertThat(tasks.processTask(request).getTaskId()).isNotEqualTo(first.getTaskId());
  }

  @Test
  void idsOfRequestsAreForgottenAfterADay() {
    stack
        .sql()
        .update(
            "INSERT INTO task_requests SELECT 'old-' || n, '', '', now() AT TIME ZONE 'UTC' - interval '25 h'"
                + " FROM generate_series(1, 2500) AS n");
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> count("SELECT count(*) FROM task_requests WHERE request_id LIKE 'old-%'") == 0);
  }

  @Test
  void everyRefusalHasTheRequestId() {
    Metadata.Key<String> requestId =
        Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);
    StatusRuntimeException invalid =
        refused(
            () ->
                calling(UUID.randomUUID().toString().replace("-", ""), "call-18")
                    .processTask(ProcessTaskRequest.getDefaultInstance()));
    assertThat(invalid.getTrailers().get(requestId)).isEqualTo("call-18");
    StatusRuntimeException missing = refused(() -> tasks.getTaskStatus(status("none")));
    assertThat(missing.getTrailers().get(requestId)).isNotBlank();
  }

  @Tag("long")
  @Test
  void callsThatWouldFillTheMemoryAreRefusedAndTheOthersAnswered() throws Exception {
    String large = "x".repeat(1_000_000);
    List<ListenableFuture<ProcessTaskResponse>> calls = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      calls.add(
          TaskServiceGrpc.newFutureStub(channel)
              .processTask(
                  ProcessTaskRequest.newBuilder()
                      .setResourceId("large-" + i)
                      .setAction("a")
                      .putMetadata("large", large)
                      .build()));
    }
    int accepted = 0;
    for (ListenableFuture<ProcessTaskResponse> call : calls) {
      try {
        call.get();
        accepted++;
      } catch (ExecutionException e) {
        assertThat(Status.fromThrowable(e).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      }
    }
    assertThat(accepted).isPositive();
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                count(
                        "SELECT count(*) FROM tasks WHERE resource_id LIKE 'large-%' AND status <> 'completed'")
                    == 0);
    MeterRegistry meters = stack.app().getBean(MeterRegistry.class);
    assertThat(meters.get("grpc.server.calls.memory.left").gauge().value()).isPositive();
  }

  @Test
  void theTaskAndItsEventAreCommittedTogetherOrNotAtAll() {
    stack
        .sql()
        .execute(
            "ALTER TABLE outbox_events ADD CONSTRAINT broken CHECK (message_key <> 'no-event')");
    try {
      StatusRuntimeException refused = refusedProcess("no-event", "a");
      assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
      assertThat(refused.getStatus().getDescription()).isEqualTo("Internal error.");
    } finally {
      stack.sql().execute("ALTER TABLE outbox_events DROP CONSTRAINT broken");
    }
    assertThat(count("SELECT count(*) FROM tasks WHERE resource_id = 'no-event'")).isZero();
  }

  @Test
  void everyWrongFieldIsNamed() throws Exception {
    StatusRuntimeException refused = refusedProcess("", "x".repeat(101));
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(detail(refused, BadRequest.class).getFieldViolationsList())
        .extracting("field")
        .containsExactly("resource_id", "action");
    assertThat(refusedProcess("nul\0", "a").getStatus().getCode())
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  @Test
  void lengthsAreCountedInCharacters() {
    assertThat(process("\uD83D\uDE00".repeat(100), "a", Map.of()).getStatus()).isEqualTo("pending");
  }

  @Test
  void anUnknownTaskIsNotFound() throws Exception {
    StatusRuntimeException refused =
        refused(() -> tasks.getTaskStatus(status(UUID.randomUUID().toString())));
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(detail(refused, ErrorInfo.class).getReason()).isEqualTo("TASK_NOT_FOUND");
    assertThat(refused(() -> tasks.getTaskStatus(status(""))).getStatus().getCode())
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  @Test
  void pagesFollowEachOtherNewestFirst() {
    String resource = UUID.randomUUID().toString();
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      made.add(0, process(resource, "a", Map.of()).getTaskId());
    }
    ListTasksRequest.Builder request =
        ListTasksRequest.newBuilder().setResourceId(resource).setPageSize(2);
    List<String> listed = new ArrayList<>();
    ListTasksResponse page;
    do {
      page = tasks.listTasks(request.build());
      page.getTasksList().forEach(task -> listed.add(task.getTaskId()));
      request.setPageToken(page.getNextPageToken());
    } while (!page.getNextPageToken().isEmpty());
    assertThat(listed).isEqualTo(made);

    String token = tasks.listTasks(request.clearPageToken().build()).getNextPageToken();
    assertThat(
            refused(
                    () ->
                        tasks.listTasks(ListTasksRequest.newBuilder().setPageToken(token).build()))
                .getStatus()
                .getCode())
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(
            refused(() -> tasks.listTasks(ListTasksRequest.newBuilder().setPageSize(-1).build()))
                .getStatus()
                .getCode())
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(tasks.listTasks(ListTasksRequest.newBuilder().setPageSize(3).build()).getTasksList())
        .hasSize(3);
    awaitStatus(made.get(0), "completed");
    assertThat(
            tasks
                .listTasks(
                    ListTasksRequest.newBuilder()
                        .setStatus("completed")
                        .setResourceId(resource)
                        .build())
                .getTasksList())
        .hasSize(5);
    assertThat(
            tasks
                .listTasks(ListTasksRequest.newBuilder().setStatus("completed").build())
                .getTasksList())
        .isNotEmpty()
        .allMatch(task -> task.getStatus().equals("completed"));
  }

  @Test
  void metadataNeverBecomesCamelHeaders() {
    Metadata hostile = new Metadata();
    for (String name :
        List.of("CamelSqlQuery", "camelsqlquery", "CAMELGRPCMETHODNAME", "camelgrpcmethodname")) {
      hostile.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), "SELECT 'stolen' AS id");
    }
    hostile.put(Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER), "nonsense");
    TaskServiceBlockingStub attacker =
        tasks.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(hostile));
    ProcessTaskResponse accepted =
        attacker.processTask(
            ProcessTaskRequest.newBuilder()
                .setResourceId(UUID.randomUUID().toString())
                .setAction("headers")
                .putMetadata("CamelSqlQuery", "SELECT 1")
                .build());
    assertThat(accepted.getTaskId()).isNotEqualTo("stolen");
    assertThat(awaitStatus(accepted.getTaskId(), "completed").getResult())
        .doesNotContainIgnoringCase("camelsqlquery");
  }

  @Test
  void theCallersTraceAndRequestIdAreKeptWithTheTask() {
    String trace = UUID.randomUUID().toString().replace("-", "");
    ProcessTaskResponse accepted =
        calling(trace, "call-17")
            .processTask(ProcessTaskRequest.newBuilder().setResourceId("r").setAction("a").build());
    Map<String, Object> row =
        stack
            .sql()
            .queryForMap(
                "SELECT traceparent, correlation_id FROM outbox_events WHERE aggregate_id = ?"
                    + " AND event_type = 'task.process'",
                accepted.getTaskId());
    assertThat((String) row.get("traceparent")).startsWith("00-" + trace);
    assertThat(row).containsEntry("correlation_id", "call-17");
  }

  @Test
  void callsOfTheSameTimeKeepTheirOwnTracesAndRequestIds() throws Exception {
    Map<String, String> traces = new HashMap<>();
    List<ListenableFuture<ProcessTaskResponse>> calls = new ArrayList<>();
    String resource = UUID.randomUUID().toString();
    for (int i = 0; i < 100; i++) {
      ProcessTaskRequest request =
          ProcessTaskRequest.newBuilder().setResourceId(resource + i).setAction("a").build();
      String trace = UUID.randomUUID().toString().replace("-", "");
      traces.put("together-" + i, trace);
      calls.add(future(calling(trace, "together-" + i)).processTask(request));
      calls.add(TaskServiceGrpc.newFutureStub(channel).processTask(request));
    }
    for (ListenableFuture<ProcessTaskResponse> call : calls) {
      call.get();
    }
    Map<String, String> kept = new HashMap<>();
    stack
        .sql()
        .query(
            "SELECT correlation_id, substr(traceparent, 4, 32) AS trace FROM tasks WHERE resource_id LIKE ?",
            row -> {
              kept.put(row.getString("correlation_id"), row.getString("trace"));
            },
            resource + '%');
    assertThat(kept).hasSize(200).containsAllEntriesOf(traces);
    assertThat(kept.values()).doesNotHaveDuplicates();
  }

  @Test
  void theLineAboutACallThatFailsBelongsToTheCall() {
    List<String> expected = new ArrayList<>();
    ProcessTaskRequest unlucky =
        ProcessTaskRequest.newBuilder().setResourceId("unlucky").setAction("a").build();
    stack
        .sql()
        .execute(
            "ALTER TABLE tasks ADD CONSTRAINT lucky CHECK (resource_id <> 'unlucky') NOT VALID");
    try (LoggedCalls lines = new LoggedCalls()) {
      List<ListenableFuture<ProcessTaskResponse>> calls = new ArrayList<>();
      // Fewer than the lines that one cause may write in a minute.
      for (int i = 0; i < 3; i++) {
        String trace = UUID.randomUUID().toString().replace("-", "");
        expected.add(
            "task.v1.TaskService/ProcessTask answers INTERNAL, in " + trace + ", of fails-" + i);
        calls.add(future(calling(trace, "fails-" + i)).processTask(unlucky));
      }
      calls.forEach(
          call ->
              assertThat(catchThrowableOfType(ExecutionException.class, call::get)).isNotNull());
      assertThat(lines.seen()).containsExactlyInAnyOrderElementsOf(expected);
    } finally {
      stack.sql().execute("ALTER TABLE tasks DROP CONSTRAINT lucky");
    }
  }

  private static TaskServiceFutureStub future(TaskServiceBlockingStub stub) {
    return TaskServiceGrpc.newFutureStub(stub.getChannel());
  }

  @Test
  void aRequestThatIsTooLargeIsRefused() {
    StatusRuntimeException refused =
        refused(() -> process("r", "a", Map.of("big", "x".repeat(1_100_000))));
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    StatusRuntimeException bomb =
        refused(
            () ->
                tasks
                    .withCompression("gzip")
                    .processTask(
                        ProcessTaskRequest.newBuilder()
                            .setResourceId("r")
                            .setAction("a")
                            .putMetadata("big", "x".repeat(20_000_000))
                            .build()));
    assertThat(bomb.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
  }

  @Test
  void strangersAtThePortAreAFewLines() throws Exception {
    assertThat(Strangers.linesAbout(GrpcStack.portOf(stack.app()))).hasSizeLessThanOrEqualTo(10);
    assertThat(refused(() -> tasks.getTaskStatus(status("strange"))).getStatus().getCode())
        .isEqualTo(Status.Code.NOT_FOUND);
  }

  @Test
  void bytesThatAreNoMessageAreTheCallersMistake() throws Exception {
    MethodDescriptor<byte[], byte[]> raw =
        MethodDescriptor.newBuilder(new Bytes(), new Bytes())
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(TaskServiceGrpc.getProcessTaskMethod().getFullMethodName())
            .build();
    StatusRuntimeException refused =
        refused(
            () ->
                ClientCalls.blockingUnaryCall(
                    channel, raw, CallOptions.DEFAULT, new byte[] {10, 127, 1}));
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(detail(refused, ErrorInfo.class).getReason()).isEqualTo("MALFORMED_MESSAGE");
  }

  @Test
  void aDeadlineEndsTheWait() {
    StatusRuntimeException refused =
        refused(() -> tasks.withDeadlineAfter(1, TimeUnit.NANOSECONDS).getTaskStatus(status("t")));
    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
  }

  @Test
  void reflectionListsTheServices() throws Exception {
    CompletableFuture<List<String>> names = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> ask =
        ServerReflectionGrpc.newStub(channel)
            .serverReflectionInfo(
                new StreamObserver<ServerReflectionResponse>() {
                  @Override
                  public void onNext(ServerReflectionResponse answer) {
                    names.complete(
                        answer.getListServicesResponse().getServiceList().stream()
                            .map(ServiceResponse::getName)
                            .toList());
                  }

                  @Override
                  public void onError(Throwable failure) {
                    names.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {
                    // The list has come before.
                  }
                });
    ask.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    assertThat(names.get(10, TimeUnit.SECONDS))
        .contains(
            "task.v1.TaskService",
            "grpc.health.v1.Health",
            "grpc.reflection.v1.ServerReflection",
            "grpc.reflection.v1alpha.ServerReflection");
    ask.onCompleted();
  }

  @Test
  void callsAreMeasured() {
    process("r", "a", Map.of());
    MeterRegistry meters = stack.app().getBean(MeterRegistry.class);
    assertThat(
            meters
                .get("grpc.server.handled")
                .tags("grpc_service", "task.v1.TaskService", "grpc_method", "ProcessTask")
                .tag("grpc_code", "OK")
                .counter()
                .count())
        .isPositive();
  }

  @Test
  void whileTheDatabaseIsAwayCallsAreUnavailableAndHealthSaysSo() throws Exception {
    Awaitility.await().until(() -> health("") == ServingStatus.SERVING);
    assertThat(health("task.v1.TaskService")).isEqualTo(ServingStatus.SERVING);
    stack.postgres().stop();
    try {
      StatusRuntimeException refused = refusedProcess("r", "a");
      assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(detail(refused, ErrorInfo.class).getReason()).isEqualTo("DATABASE_UNAVAILABLE");
      Awaitility.await().until(() -> health("") == ServingStatus.NOT_SERVING);
    } finally {
      stack.postgres().restart();
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> health("task.v1.TaskService") == ServingStatus.SERVING);
    ProcessTaskResponse accepted = process("after", "a", Map.of());
    awaitStatus(accepted.getTaskId(), "completed");
  }

  private static ServingStatus health(String service) {
    return HealthGrpc.newBlockingStub(channel)
        .check(HealthCheckRequest.newBuilder().setService(service).build())
        .getStatus();
  }

  private static ProcessTaskResponse process(
      String resource, String action, Map<String, String> metadata) {
    return tasks.processTask(
        ProcessTaskRequest.newBuilder()
            .setResourceId(resource)
            .setAction(action)
            .putAllMetadata(metadata)
            .build());
  }

  private static TaskServiceBlockingStub calling(String trace, String requestId) {
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER),
        "00-" + trace + "-00f067aa0ba902b7-01");
    headers.put(Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER), requestId);
    return tasks.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static StatusRuntimeException refusedProcess(String resource, String action) {
    return refused(() -> process(resource, action, Map.of()));
  }

  private static StatusRuntimeException refused(Runnable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call::run);
  }

  private static GetTaskStatusRequest status(String id) {
    return GetTaskStatusRequest.newBuilder().setTaskId(id).build();
  }

  private static GetTaskStatusResponse awaitStatus(String id, String wanted) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> tasks.getTaskStatus(status(id)), task -> task.getStatus().equals(wanted));
  }

  /** Bytes as they are. */
  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static <T extends com.google.protobuf.Message> T detail(
      StatusRuntimeException refused, Class<T> type) throws InvalidProtocolBufferException {
    com.google.rpc.Status status = StatusProto.fromThrowable(refused);
    assertThat(status).isNotNull();
    for (Any detail : status.getDetailsList()) {
      if (detail.is(type)) {
        return detail.unpack(type);
      }
    }
    throw new AssertionError("No " + type.getSimpleName() + " in " + status);
  }

  private static long count(String query) {
    return stack.sql().queryForObject(query, Long.class);
  }
}
