package io.waybill.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.client.RestClient;

/** What the operator's calls have in this service; the others have tests in routes-operator. */
class OperatorIT {
  private static JdbcTemplate sql;
  private static RestClient http;

  @BeforeAll
  static void start() {
    sql = GrpcStack.shared().sql();
    http =
        GrpcStack.shared()
            .http()
            .mutate()
            .defaultHeader("Authorization", "Bearer " + GrpcStack.OPERATOR_TOKEN)
            .build();
  }

  private static JsonNode get(int status, String path) throws JsonProcessingException {
    return body(status, http.get().uri("/ops" + path).retrieve().toEntity(String.class));
  }

  private static JsonNode post(int status, String path) throws JsonProcessingException {
    return body(status, http.post().uri("/ops" + path).retrieve().toEntity(String.class));
  }

  private static JsonNode body(int status, ResponseEntity<String> answer)
      throws JsonProcessingException {
    assertThat(answer.getStatusCode().value()).as(answer.getBody()).isEqualTo(status);
    return new ObjectMapper().readTree(answer.getBody());
  }

  @AfterAll
  static void eventsAreAsTheContractSays() {
    GrpcStack.shared().checkEvents();
  }

  @Test
  void aRetriedDeadLetterMakesATask() throws JsonProcessingException {
    String key = UUID.randomUUID().toString();
    long id =
        sql.queryForObject(
            """
            INSERT INTO dead_letters (topic, partition, "offset", origin_topic, origin_partition, origin_offset, key_text, value,
                                      headers, reason)
            SELECT 'dead-letter.grpc', 99, 1, 'resource.created', 0, 77, ?, convert_to('{"id":"' || ? || '"}', 'UTF8'),
                   jsonb_agg(jsonb_build_object('name', name, 'value', encode(convert_to(value, 'UTF8'), 'base64'))), 'a test'
            FROM (VALUES ('ce_id', ?), ('ce_type', 'resource.created'), ('ce_subject', ?), ('ce_sequence', '1')) AS header(name, value)
            RETURNING id\
            """,
            Long.class,
            key,
            key,
            UUID.randomUUID().toString(),
            key);

    assertThat(post(200, "/dead-letters/" + id + "/retry").get("state").asText())
        .isEqualTo("retried");

    assertThat(
            sql.queryForObject("SELECT count(*) FROM tasks WHERE resource_id = ?", Long.class, key))
        .isEqualTo(1);
    post(409, "/dead-letters/" + id + "/retry");
  }

  @Test
  void runsAFailedTaskAgain() throws JsonProcessingException {
    String resource = UUID.randomUUID().toString();
    String task = UUID.randomUUID().toString();
    sql.update(
        "INSERT INTO tasks (id, resource_id, action, status, attempts, result, event_sequence)"
            + " VALUES (?, ?, 'default', 'failed', 5, 'no paper', 2)",
        task,
        resource);
    JsonNode listed = get(200, "/tasks?status=failed&resource_id=" + resource).get("tasks");
    assertThat(listed).hasSize(1);
    assertThat(listed.get(0).get("result").asText()).isEqualTo("no paper");

    assertThat(post(200, "/tasks/" + task + "/run").get("tasks").asInt()).isEqualTo(1);

    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                sql.queryForObject("SELECT status FROM tasks WHERE id = ?", String.class, task)
                    .equals("completed"));
    assertThat(
            sql.queryForList(
                "SELECT event_sequence FROM outbox_events WHERE aggregate_id = ?",
                Long.class,
                task))
        .containsExactly(3L);
    JsonNode entry = get(200, "/audit?limit=1").at("/entries/0");
    assertThat(entry.get("action").asText()).isEqualTo("task-run");
    assertThat(entry.at("/detail/result").asText()).isEqualTo("no paper");
    post(409, "/tasks/" + task + "/run");
    post(404, "/tasks/none/run");
    get(400, "/tasks?state=failed");
  }
}
