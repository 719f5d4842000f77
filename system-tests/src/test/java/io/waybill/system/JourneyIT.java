package io.waybill.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Timestamp;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.waybill.contract.PublishedEvents;
import io.waybill.local.stack.Service;
import io.waybill.local.stack.Stack;
import io.waybill.proto.task.v1.GetTaskStatusResponse;
import io.waybill.proto.task.v1.ProcessTaskResponse;
import io.waybill.proto.task.v1.Task;
import io.waybill.system.client.Events;
import io.waybill.system.client.Http;
import io.waybill.system.client.Http.Answer;
import io.waybill.system.client.Json;
import io.waybill.system.client.Sql;
import io.waybill.system.client.Tasks;
import io.waybill.system.stack.WithStack;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * One resource, created, changed, deleted, and a task for it: the same story on every interface.
 */
@WithStack
class JourneyIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z";
  private static final String UUID_7 =
      "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";
  private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String TRACEPARENT = "00-" + TRACE_ID + "-00f067aa0ba902b7-01";
  private static final String[] RESOURCE_FIELDS = {
    "id", "name", "description", "status", "created_at", "updated_at"
  };

  private static Stack stack;
  private static String url;
  private static String id;
  private static Answer created;
  private static Answer found;
  private static Answer notModified;
  private static Answer updated;
  private static Answer stale;
  private static Answer deleted;
  private static Answer gone;
  private static ProcessTaskResponse accepted;
  private static GetTaskStatusResponse finished;
  private static List<Task> tasks;

  @BeforeAll
  static void liveThrough(Stack shared) throws Exception {
    stack = shared;
    url = stack.restUrl() + "/api/v1/resources";
    created =
        Http.send(
            "POST",
            url,
            Json.object("name", "a journey", "description", "é \"quoted\" 運送"),
            "traceparent",
            TRACEPARENT,
            "X-Request-Id",
            "journey-1");
    id = created.json().path("id").asText();
    String one = url + "/" + id;
    found = Http.get(one);
    notModified = Http.get(one, "If-None-Match", created.header("ETag"));
    updated =
        Http.send(
            "PUT",
            one,
            Json.object("name", "a changed journey", "status", "inactive"),
            "If-Match",
            created.header("ETag"));
    stale = Http.send("PUT", one, Json.object("name", "late"), "If-Match", created.header("ETag"));
    try (Tasks grpc = new Tasks(stack.grpcAddress())) {
      accepted = grpc.process(id, "weigh");
      await("the task to end")
          .atMost(LIMIT)
          .until(() -> grpc.status(accepted.getTaskId()).getStatus().equals("completed"));
      finished = grpc.status(accepted.getTaskId());
      deleted = Http.send("DELETE", one, null, "If-Match", updated.header("ETag"));
      gone = Http.get(one);
      await("the tasks of all three events")
          .atMost(LIMIT)
          .until(
              () ->
                  grpc.list(id).getTasksList().stream()
                          .filter(task -> task.getStatus().equals("completed"))
                          .count()
                      == 4);
      tasks = grpc.list(id).getTasksList();
    }
    await("all events to be stored").atMost(LIMIT).until(() -> stored().size() >= 11);
  }

  @Test
  void http() {
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.header("Location")).endsWith("/api/v1/resources/" + id);
    assertThat(created.header("ETag")).matches("\"[^\"]+\"");
    assertThat(created.header("Content-Type")).startsWith("application/json");
    assertThat(created.header("X-Request-Id")).isEqualTo("journey-1");
    JsonNode resource = created.json();
    assertThat(fields(resource)).containsExactly(RESOURCE_FIELDS);
    assertThat(id).matches(UUID_7);
    assertThat(resource.path("description").asText()).isEqualTo("é \"quoted\" 運送");
    assertThat(resource.path("status").asText()).isEqualTo("active");
    assertThat(resource.path("created_at").asText()).matches(TIME);
    assertThat(resource.path("updated_at").asText()).matches(TIME);

    assertThat(found.status()).isEqualTo(200);
    assertThat(found.json()).isEqualTo(resource);
    assertThat(found.header("ETag")).isEqualTo(created.header("ETag"));
    assertThat(notModified.status()).isEqualTo(304);
    assertThat(notModified.body()).isEmpty();

    assertThat(updated.status()).isEqualTo(200);
    assertThat(updated.header("ETag")).isNotEqualTo(created.header("ETag"));
    assertThat(updated.json().path("description").isNull()).as("replaced as a whole").isTrue();
    assertThat(updated.json().path("created_at")).isEqualTo(resource.path("created_at"));
    assertProblem(stale, 412);
    assertThat(deleted.status()).isEqualTo(204);
    assertThat(deleted.body()).isEmpty();
    assertProblem(gone, 410);
  }

  @Test
  void theLargestBodyTravelsToo() throws Exception {
    String body = Json.object("name", "large", "description", "");
    String largest =
        Json.object("name", "large", "description", "x".repeat((1 << 20) - body.length()));
    Answer large = Http.send("POST", url, largest);
    assertThat(large.status()).isEqualTo(201);
    await("its event to be stored")
        .atMost(LIMIT)
        .until(
            () ->
                !Sql.query(
                        stack.database(Service.WORKER),
                        "SELECT 1 FROM processed_events WHERE resource_id = ?"
                            + " AND event_type = 'resource.created'",
                        large.json().path("id").asText())
                    .isEmpty());
  }

  @Test
  void grpc() {
    assertThat(accepted.getStatus()).isEqualTo("pending");
    assertThat(finished.getResourceId()).isEqualTo(id);
    assertThat(finished.getAction()).isEqualTo("weigh");
    assertThat(finished.getResult()).isNotEmpty();
    assertThat(instant(finished.getCreatedAt())).isEqualTo(instant(accepted.getCreatedAt()));
    assertThat(instant(finished.getUpdatedAt())).isAfter(instant(finished.getCreatedAt()));
    assertThat(tasks)
        .as("newest first")
        .isSortedAccordingTo(
            (a, b) -> instant(b.getCreatedAt()).compareTo(instant(a.getCreatedAt())))
        .extracting(Task::getAction)
        .containsExactlyInAnyOrder(
            "process_new_resource", "reprocess_resource", "weigh", "cleanup_resource");
    try (Tasks grpc = new Tasks(stack.grpcAddress())) {
      assertThat(grpc.services()).contains("task.v1.TaskService", "grpc.health.v1.Health");
      assertThat(grpc.health("")).isEqualTo(ServingStatus.SERVING);
      assertThat(grpc.health("task.v1.TaskService")).isEqualTo(ServingStatus.SERVING);
    }
  }

  @Test
  void kafka() throws Exception {
    List<ConsumerRecord<String, String>> messages =
        Events.all(stack.kafkaBrokers(), Events.TOPICS).stream()
            .filter(message -> id.equals(message.key()))
            .toList();
    assertThat(
            messages.stream().collect(Collectors.groupingBy(m -> m.topic(), Collectors.counting())))
        .isEqualTo(
            Map.of(
                "resource.created", 1L,
                "resource.updated", 1L,
                "resource.deleted", 1L,
                "task.process", 4L,
                "task.completed", 4L));
    List<String> outbox = new ArrayList<>();
    for (Service service : List.of(Service.REST, Service.GRPC)) {
      Sql.query(stack.database(service), "SELECT id FROM outbox_events WHERE message_key = ?", id)
          .forEach(row -> outbox.add((String) row.get("id")));
    }
    assertThat(messages.stream().map(m -> Events.header(m, "ce_id")))
        .as("ce_id is the outbox id")
        .containsExactlyInAnyOrderElementsOf(outbox);
    messages.forEach(JourneyIT::assertContract);

    assertThat(value(messages, "resource.created")).isEqualTo(created.json());
    assertThat(value(messages, "resource.updated")).isEqualTo(updated.json());
    assertThat(value(messages, "resource.deleted"))
        .isEqualTo(Json.parse(Json.object("id", id, "status", "deleted")));
    assertThat(
            messages.stream()
                .filter(m -> m.topic().startsWith("resource."))
                .collect(Collectors.toMap(m -> m.topic(), m -> Events.header(m, "ce_sequence"))))
        .isEqualTo(
            Map.of("resource.created", "1", "resource.updated", "2", "resource.deleted", "3"));
    assertThat(messages.stream().filter(m -> m.topic().equals("resource.created")))
        .extracting(m -> Events.header(m, "traceparent"))
        .allSatisfy(traceparent -> assertThat(traceparent).contains(TRACE_ID));
  }

  @Test
  void sql() throws Exception {
    assertThat(Sql.query(stack.database(Service.REST), "SELECT 1 FROM resources WHERE id = ?", id))
        .isEmpty();
    assertThat(
            Sql.query(
                stack.database(Service.REST),
                "SELECT event_type, processed_at FROM outbox_events WHERE aggregate_id = ?"
                    + " ORDER BY created_at",
                id))
        .extracting(row -> row.get("event_type"))
        .containsExactly("resource.created", "resource.updated", "resource.deleted");
    assertThat(
            Sql.query(
                stack.database(Service.GRPC),
                "SELECT action, status FROM tasks WHERE resource_id = ?",
                id))
        .hasSize(4)
        .allSatisfy(row -> assertThat(row).containsEntry("status", "completed"));
    assertThat(
            Sql.query(
                stack.database(Service.GRPC),
                "SELECT 1 FROM tasks WHERE resource_id = ?"
                    + " AND id = md5('task ' || source_event_id)::uuid::text",
                id))
        .as("tasks that would have the same id if they had to be made again")
        .hasSize(3);
    assertThat(stored())
        .filteredOn(row -> row.get("event_type").equals("task.completed"))
        .extracting(row -> row.get("action"))
        .containsExactlyInAnyOrder(
            "process_new_resource", "reprocess_resource", "weigh", "cleanup_resource");
    assertThat(stored())
        .filteredOn(row -> ((String) row.get("event_type")).startsWith("resource."))
        .extracting(row -> row.get("action"))
        .containsExactlyInAnyOrder("created", "updated", "deleted");
    assertThat(stored())
        .hasSize(11)
        .allSatisfy(row -> assertThat(row.get("id")).isInstanceOf(UUID.class));
  }

  private static List<Map<String, Object>> stored() throws Exception {
    return Sql.query(
        stack.database(Service.WORKER),
        "SELECT id, event_type, action, payload::text FROM processed_events WHERE resource_id = ?",
        id);
  }

  private static void assertContract(ConsumerRecord<String, String> message) {
    JsonNode value = Json.parse(message.value());
    boolean task = message.topic().startsWith("task.");
    PublishedEvents.check(message);
    assertThat(Events.header(message, "ce_subject"))
        .isEqualTo(value.path(task ? "task_id" : "id").asText());
  }

  private static void assertProblem(Answer answer, int status) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.json().path("status").asInt()).isEqualTo(status);
    assertThat(answer.json().path("detail").asText()).isNotEmpty();
  }

  private static JsonNode value(List<ConsumerRecord<String, String>> messages, String topic) {
    return messages.stream()
        .filter(message -> message.topic().equals(topic))
        .map(message -> Json.parse(message.value()))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> fields(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }
}
