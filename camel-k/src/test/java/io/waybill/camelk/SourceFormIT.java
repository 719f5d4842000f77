package io.waybill.camelk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.waybill.local.Database;
import io.waybill.local.LocalKafka;
import io.waybill.local.LocalPostgres;
import io.waybill.local.Ports;
import io.waybill.local.Topics;
import io.waybill.proto.task.v1.GetTaskStatusRequest;
import io.waybill.proto.task.v1.ListTasksRequest;
import io.waybill.proto.task.v1.ProcessTaskRequest;
import io.waybill.proto.task.v1.TaskServiceGrpc;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The three services from the sources of their Integrations, together, without Spring Boot. */
class SourceFormIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final LocalPostgres POSTGRES = LocalPostgres.start();
  private static final LocalKafka KAFKA = LocalKafka.start();
  private static final Database REST = POSTGRES.createDatabase("restdb");
  private static final Database GRPC = POSTGRES.createDatabase("grpcdb");
  private static final Database WORKER = POSTGRES.createDatabase("workerdb");
  private static final List<SourceService> SERVICES = new ArrayList<>();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private static Path directory;
  private static URI resources;
  private static ManagedChannel channel;

  @BeforeAll
  static void start() throws Exception {
    KAFKA.createTopics(Topics.names());
    SourceService.migrate(
        REST, "classpath:db/outbox", "classpath:db/operator", migrationsOf("routes-rest"));
    SourceService.migrate(
        GRPC,
        "classpath:db/outbox",
        "classpath:db/operator",
        "classpath:db/dead-letters",
        migrationsOf("routes-grpc"));
    SourceService.migrate(WORKER, "classpath:db/events");

    int http = Ports.free();
    int grpc = Ports.free();
    start("worker-service", WORKER, Map.of());
    start(
        "grpc-service",
        GRPC,
        Map.of("grpc.host", "127.0.0.1", "GRPC_PORT", Integer.toString(grpc)));
    start(
        "rest-service",
        REST,
        Map.of(
            "camel.server.enabled", "true",
            "camel.server.host", "127.0.0.1",
            "camel.server.port", Integer.toString(http)));
    resources = URI.create("http://127.0.0.1:" + http + "/api/v1/resources");
    channel = ManagedChannelBuilder.forAddress("127.0.0.1", grpc).usePlaintext().build();
  }

  private static String migrationsOf(String module) {
    return "filesystem:../" + module + "/src/main/resources/db/migration";
  }

  private static void start(String name, Database database, Map<String, String> environment)
      throws Exception {
    Map<String, String> all = new HashMap<>(environment);
    all.put("KAFKA_BROKERS", KAFKA.bootstrapServers());
    SERVICES.add(SourceService.start(name, directory.resolve(name), database, all));
  }

  @AfterAll
  static void stop() {
    if (channel != null) {
      channel.shutdownNow();
    }
    SERVICES.forEach(SourceService::close);
    KAFKA.close();
    POSTGRES.close();
  }

  @Test
  void thereIsNoSpringBootAndNoContainer() {
    for (String name :
        List.of(
            "org.springframework.boot.SpringApplication",
            "org.springframework.context.ApplicationContext",
            "org.springframework.web.servlet.DispatcherServlet")) {
      assertThatThrownBy(() -> Class.forName(name)).isInstanceOf(ClassNotFoundException.class);
    }
  }

  /** The journey: a call, its row and event, a task, its outcome, each event stored once. */
  @Test
  void aResourceGoesAllTheWay() throws Exception {
    HttpResponse<String> created = call("POST", "", "{\"name\":\"all the way\"}");
    assertThat(created.statusCode()).isEqualTo(201);
    String location = created.headers().firstValue("location").orElseThrow();
    String id = location.substring(location.lastIndexOf('/') + 1);
    assertThat(count(REST, "SELECT count(*) FROM resources WHERE id = ?", id)).isEqualTo(1);
    assertThat(count(REST, "SELECT count(*) FROM outbox_events WHERE aggregate_id = ?", id))
        .isEqualTo(1);

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(stored(id))
                    .containsExactly("resource.created", "task.completed", "task.process"));
    assertThat(
            TaskServiceGrpc.newBlockingStub(channel)
                .listTasks(ListTasksRequest.newBuilder().setResourceId(id).build())
                .getTasksList())
        .singleElement()
        .satisfies(task -> assertThat(task.getStatus()).isEqualTo("completed"))
        .satisfies(task -> assertThat(task.getAction()).isEqualTo("process_new_resource"));
  }

  @Test
  void aTaskIsAcceptedAndExecuted() {
    TaskServiceGrpc.TaskServiceBlockingStub tasks = TaskServiceGrpc.newBlockingStub(channel);
    String id =
        tasks
            .processTask(
                ProcessTaskRequest.newBuilder().setResourceId("r").setAction("measure").build())
            .getTaskId();
    GetTaskStatusRequest request = GetTaskStatusRequest.newBuilder().setTaskId(id).build();
    await()
        .atMost(PATIENCE)
        .until(() -> tasks.getTaskStatus(request).getStatus().equals("completed"));
    assertThat(tasks.getTaskStatus(request).getResult()).isEqualTo("measure done for resource r");
  }

  /** What the service guards at its edge and the source form does too. */
  @Test
  void guardsItsEdge() throws Exception {
    HttpResponse<String> created =
        call("POST", "", "{\"name\":\"n\"}", "CamelSqlQuery", "SELECT 1", "X-Else", "x");
    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(created.headers().map()).doesNotContainKeys("camelsqlquery", "x-else");

    assertProblem(call("POST", "", "{"), 400);
    assertProblem(call("POST", "", "{\"name\":\"" + "x".repeat(1 << 20) + "\"}"), 413);
    assertProblem(call("GET", "/none", ""), 404);
    String etag = created.headers().firstValue("etag").orElseThrow();
    String path = created.headers().firstValue("location").orElseThrow().substring(17);
    assertThat(call("PUT", path, "{\"name\":\"m\"}", "If-Match", etag).statusCode()).isEqualTo(200);
    assertProblem(call("PUT", path, "{\"name\":\"l\"}", "If-Match", etag), 412);
  }

  @Test
  void grpcHasItsStatusesAndItsHealth() {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                HealthGrpc.newBlockingStub(channel)
                        .check(HealthCheckRequest.getDefaultInstance())
                        .getStatus()
                    == ServingStatus.SERVING);
    assertThatThrownBy(
            () ->
                TaskServiceGrpc.newBlockingStub(channel)
                    .getTaskStatus(GetTaskStatusRequest.newBuilder().setTaskId("none").build()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            refused -> assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND));
  }

  private static void assertProblem(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
  }

  private static HttpResponse<String> call(
      String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(resources + path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  private static long count(Database database, String query, String parameter) throws SQLException {
    try (Connection connection = database.connect();
        PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, parameter);
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        return result.getLong(1);
      }
    }
  }

  /** The types of the stored events of a resource and its tasks, in order. */
  private static List<String> stored(String resource) throws SQLException {
    List<String> types = new ArrayList<>();
    try (Connection connection = WORKER.connect();
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT event_type FROM processed_events WHERE resource_id = ? ORDER BY 1")) {
      statement.setString(1, resource);
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          types.add(result.getString(1));
        }
      }
    }
    return types;
  }
}
