package io.waybill.rest.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.rest.ServiceIT;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The Idempotency-Key of changes; that of POST, and what holds under load, is in ConcurrencyIT. */
class IdempotencyIT extends ServiceIT {
  private static final String KEY = "Idempotency-Key";
  private static final String B = "{\"name\":\"b\"}";

  @Test
  void repeatsTheFirstAnswerToAChange() {
    String id = create("a");
    HttpResponse<String> put = put(id, B, KEY, "put-1", "If-Match", "\"1\"");
    assertThat(put.statusCode()).isEqualTo(200);
    assertThat(header(put, "Idempotent-Replayed")).isNull();
    HttpResponse<String> patch = patch(id, "{\"status\":\"s\"}", KEY, "patch-1");
    assertThat(patch.statusCode()).isEqualTo(200);
    HttpResponse<String> delete = delete(id, KEY, "delete-1");
    assertThat(delete.statusCode()).isEqualTo(204);
    assertThat(events(id)).hasSize(4);

    // The resource is gone by now; each answer is that of the first request.
    assertReplayed(put, put(id, " {\"name\" : \"b\"}", KEY, "put-1", "If-Match", "\"1\""));
    assertReplayed(patch, patch(id, "{\"status\":\"s\"}", KEY, "\"patch-1\""));
    assertReplayed(delete, delete(id, KEY, "delete-1"));
    assertThat(events(id)).hasSize(4);
  }

  private static void assertReplayed(HttpResponse<String> first, HttpResponse<String> again) {
    assertThat(again.statusCode()).isEqualTo(first.statusCode());
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(header(again, "ETag")).isEqualTo(header(first, "ETag"));
    assertThat(header(again, "Idempotent-Replayed")).isEqualTo("true");
  }

  @Test
  void saysThatAPostWasReplayed() {
    HttpResponse<String> first = post("{\"name\":\"p\"}", KEY, "post-1");
    assertThat(header(first, "Idempotent-Replayed")).isNull();
    assertReplayed(first, post("{\"name\":\"p\"}", KEY, "post-1"));
  }

  @Test
  void refusesAKeyThatBelongsToAnotherRequest() {
    String id = create("a");
    String other = create("o");
    put(id, B, KEY, "mine");
    for (HttpResponse<String> reused :
        List.of(
            put(id, "{\"name\":\"c\"}", KEY, "mine"),
            put(other, B, KEY, "mine"),
            put(id, B, KEY, "mine", "If-Match", "\"2\""),
            patch(id, B, KEY, "mine"),
            delete(id, KEY, "mine"),
            post(B, KEY, "mine"))) {
      assertThat(reused.statusCode()).isEqualTo(422);
      assertThat(body(reused).get("type").asText())
          .isEqualTo("urn:waybill:problem:idempotency-key-reused");
    }
    assertThat(events(id)).hasSize(2);
    assertThat(events(other)).hasSize(1);
  }

  /** It has changed nothing, so it may be sent again when it can succeed. */
  @Test
  void keepsNoKeyOfARequestThatWasRefused() {
    String id = create("a");
    assertThat(put(id, B, KEY, "refused", "If-Match", "\"2\"").statusCode()).isEqualTo(412);
    assertThat(delete("none", KEY, "refused").statusCode()).isEqualTo(404);
    put(id, "{\"name\":\"c\"}");
    assertThat(put(id, B, KEY, "refused", "If-Match", "\"2\"").statusCode()).isEqualTo(200);
    assertThat(events(id)).hasSize(3);
  }

  @Test
  void changesOnceForOneKeyAtTheSameTime() {
    String id = create("a");
    List<HttpResponse<String>> answers = atOnce(30, 120, () -> put(id, B, KEY, "\"at once\""));
    assertThat(answers).extracting(HttpResponse::statusCode).contains(200).isSubsetOf(200, 409);
    assertThat(answers)
        .filteredOn(answer -> answer.statusCode() == 200)
        .extracting(answer -> header(answer, "ETag"))
        .containsOnly("\"2\"");
    assertThat(events(id)).hasSize(2);
  }

  /** The same row, many keys: each change takes effect, in order, with its own answer. */
  @Test
  void keepsTheOrderOfManyWritersWithKeys() {
    String id = create("a");
    AtomicInteger calls = new AtomicInteger();
    List<String> tags =
        atOnce(
            16,
            200,
            () -> {
              int call = calls.incrementAndGet();
              HttpResponse<String> answer =
                  put(id, "{\"name\":\"w" + call + "\"}", KEY, "writer-" + call);
              boolean own = body(answer).get("name").asText().equals("w" + call);
              return own ? header(answer, "ETag") : answer.body();
            });
    assertThat(tags).doesNotHaveDuplicates().allMatch(tag -> tag.matches("\"\\d+\""));
    assertThat(events(id))
        .extracting(event -> event.get("event_sequence"))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 201).boxed().toList());
    assertThat(body(events(id).get(200))).isEqualTo(body(get(RESOURCES + "/" + id)));
  }

  @Test
  void saysWhenToTryAKeyInUseAgain() throws Exception {
    String id = create("a");
    try (Connection first = sql.getDataSource().getConnection()) {
      first.setAutoCommit(false);
      first
          .createStatement()
          .execute("SELECT pg_advisory_xact_lock(20261122, hashtext('running'))");
      for (HttpResponse<String> refused :
          List.of(
              put(id, B, KEY, "running"), delete(id, KEY, "running"), post(B, KEY, "running"))) {
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(header(refused, "Retry-After")).isEqualTo("1");
      }
      first.rollback();
    }
    assertThat(put(id, B, KEY, "running").statusCode()).isEqualTo(200);
  }
}
