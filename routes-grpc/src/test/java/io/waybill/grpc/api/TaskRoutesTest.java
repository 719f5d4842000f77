package io.waybill.grpc.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.waybill.grpc.RouteTest;
import io.waybill.grpc.executor.TaskActions;
import io.waybill.grpc.server.CallRefused;
import io.waybill.proto.task.v1.GetTaskStatusRequest;
import io.waybill.proto.task.v1.GetTaskStatusResponse;
import io.waybill.proto.task.v1.ListTasksRequest;
import io.waybill.proto.task.v1.ListTasksResponse;
import io.waybill.proto.task.v1.ProcessTaskRequest;
import io.waybill.proto.task.v1.ProcessTaskResponse;
import io.waybill.service.database.SharedStatements;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;

class TaskRoutesTest extends RouteTest {
  private static final Map<String, Object> ROW =
      Map.of(
          "id", "t1",
          "resource_id", "r1",
          "action", "a",
          "status", "pending",
          "queue_seq", 7L,
          "created_micros", 1_700_000_000_123_456L,
          "updated_micros", 1_700_000_000_123_456L);

  @Override
  protected RoutesBuilder[] createRouteBuilders() {
    return new RoutesBuilder[] {
      new TaskRoutes(
          new NewTask(new TaskActions(context), true, Duration.ofHours(24)),
          new SharedStatements(context, new SimpleMeterRegistry(), Duration.ofSeconds(10))),
      new RouteBuilder() {
        @Override
        public void configure() {
          from("direct:action-print").to("mock:print");
        }
      }
    };
  }

  private void weaveProcess() throws Exception {
    weave("process-task", false, "task-and-event");
    context.start();
  }

  @Test
  void processTaskWritesOnceAndAnswers() throws Exception {
    weaveProcess();
    MockEndpoint sql = getMockEndpoint("mock:task-and-event");
    sql.expectedMessageCount(1);
    reply(sql, ROW);
    Object answer =
        template.requestBody(
            "direct:process-task",
            ProcessTaskRequest.newBuilder()
                .setResourceId("r1")
                .setAction("print")
                .putMetadata("colour", "blue")
                .build());
    MockEndpoint.assertIsSatisfied(context);
    assertThat(((ProcessTaskResponse) answer).getTaskId()).isEqualTo("t1");
    assertThat(((ProcessTaskResponse) answer).getCreatedAt())
        .isEqualTo(Timestamp.newBuilder().setSeconds(1_700_000_000).setNanos(123_456_000).build());
    assertThat(parameters(sql))
        .containsEntry("resourceId", "r1")
        .containsEntry("metadata", "{\"colour\":\"blue\"}");
  }

  @Test
  void aRefusedTaskReachesNoDatabase() throws Exception {
    weaveProcess();
    getMockEndpoint("mock:task-and-event").expectedMessageCount(0);
    assertThatThrownBy(
            () ->
                template.requestBody(
                    "direct:process-task",
                    ProcessTaskRequest.newBuilder().setResourceId("r").setAction("fly").build()))
        .isInstanceOf(CamelExecutionException.class)
        .hasCauseInstanceOf(CallRefused.class)
        .hasRootCauseMessage("action is unknown; the known actions are print");
    MockEndpoint.assertIsSatisfied(context);
  }

  private void weaveWrite() throws Exception {
    weave("process-tasks", false, "tasks-of-calls", "wake-relay", "wake-executor");
    context.start();
  }

  @Test
  void theWriteWakesRelayAndExecutorOnce() throws Exception {
    weaveWrite();
    reply(getMockEndpoint("mock:tasks-of-calls"), List.of(ROW, ROW));
    getMockEndpoint("mock:wake-relay").expectedMessageCount(1);
    getMockEndpoint("mock:wake-executor").expectedMessageCount(1);
    assertThat(template.requestBody("direct:process-tasks", Map.of())).isEqualTo(List.of(ROW, ROW));
    MockEndpoint.assertIsSatisfied(context);
  }

  @Test
  void aWriteThatFailsWakesNobody() throws Exception {
    weaveWrite();
    getMockEndpoint("mock:tasks-of-calls")
        .whenAnyExchangeReceived(
            exchange -> {
              throw new IllegalStateException("away");
            });
    getMockEndpoint("mock:wake-relay").expectedMessageCount(0);
    assertThatThrownBy(() -> template.requestBody("direct:process-tasks", Map.of()))
        .hasRootCauseMessage("away");
    MockEndpoint.assertIsSatisfied(context);
  }

  @Test
  void statusIsReadOrNotFound() throws Exception {
    weave("get-task-status", false, "select-task");
    context.start();
    MockEndpoint sql = getMockEndpoint("mock:select-task");
    reply(sql, ROW);
    GetTaskStatusRequest request = GetTaskStatusRequest.newBuilder().setTaskId("t1").build();
    GetTaskStatusResponse answer =
        template.requestBody("direct:get-task-status", request, GetTaskStatusResponse.class);
    assertThat(answer.getResourceId()).isEqualTo("r1");
    assertThat(answer.getResult()).isEmpty();
    sql.whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody(null));
    assertThatThrownBy(() -> template.requestBody("direct:get-task-status", request))
        .hasCauseInstanceOf(CallRefused.class);
  }

  @Test
  void statusesAreReadWithOneStatement() throws Exception {
    weave("get-tasks", false, "select-tasks");
    context.start();
    MockEndpoint sql = getMockEndpoint("mock:select-tasks");
    sql.expectedMessageCount(1);
    reply(sql, List.of(ROW));
    Map<String, Object> ids = Map.of("taskId", new String[] {"t0", "t1"});
    assertThat(template.requestBody("direct:get-tasks", ids)).isEqualTo(List.of(ROW));
    MockEndpoint.assertIsSatisfied(context);
  }

  @Test
  void aListUsesTheIndexOfItsFilter() throws Exception {
    weave("list-tasks", false, "select-by-resource", "select-by-status", "select-all");
    context.start();
    for (String mock : List.of("select-by-resource", "select-by-status", "select-all")) {
      getMockEndpoint("mock:" + mock).expectedMessageCount(1);
      getMockEndpoint("mock:" + mock)
          .whenAnyExchangeReceived(
              exchange -> exchange.getMessage().setHeader(TaskPages.ROWS, List.of(ROW, ROW)));
    }
    list(ListTasksRequest.newBuilder().setResourceId("r1").setStatus("failed"));
    list(ListTasksRequest.newBuilder().setStatus("failed"));
    ListTasksResponse all = list(ListTasksRequest.newBuilder().setPageSize(1));
    MockEndpoint.assertIsSatisfied(context);
    assertThat(all.getTasksCount()).isEqualTo(1);
    assertThat(PageToken.read(all.getNextPageToken(), "", "")).hasValue(7);
    assertThat(PageToken.read(all.getNextPageToken(), "r1", "")).isEmpty();
    assertThat(PageToken.read("nonsense!", "", "")).isEmpty();
    assertThatThrownBy(() -> list(ListTasksRequest.newBuilder().setPageSize(-1)))
        .hasRootCauseMessage("page_size must not be negative");
  }

  @Test
  void pageSizesFollowAip158() {
    assertThat(TaskPages.page(ListTasksRequest.getDefaultInstance()).pageSize()).isEqualTo(50);
    assertThat(TaskPages.page(ListTasksRequest.newBuilder().setPageSize(1001).build()).pageSize())
        .isEqualTo(1000);
  }

  @Test
  void aPageOfLongTasksEndsEarlierAndLinksOn() {
    Map<String, Object> row = new HashMap<>(ROW);
    row.put("resource_id", "\uD83D\uDE00".repeat(10_000));
    ListTasksResponse page =
        TaskPages.answer(Collections.nCopies(100, row), new Page(100, "", "", 9));
    assertThat(page.getSerializedSize()).isLessThan(1_200_000);
    assertThat(page.getTasksCount()).isBetween(20, 30);
    assertThat(PageToken.read(page.getNextPageToken(), "", "")).hasValue(7);
  }

  private ListTasksResponse list(ListTasksRequest.Builder request) {
    return template.requestBody("direct:list-tasks", request.build(), ListTasksResponse.class);
  }
}
