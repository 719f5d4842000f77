package io.waybill.rest.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.rest.ServiceIT;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What holds when many clients do the same at once, or when the database fails half-way. */
class ConcurrencyIT extends ServiceIT {

  @Test
  void letsOneOfManyWritersWithOneExpectationWin() {
    String id = create("n");
    List<Integer> statuses =
        atOnce(50, 50, () -> put(id, "{\"name\":\"m\"}", "If-Match", "\"1\"").statusCode());
    assertThat(statuses).containsOnlyOnce(200);
    assertThat(statuses).filteredOn(s -> s != 200).hasSize(49).containsOnly(412);
    assertThat(events(id)).hasSize(2);
  }

  @Test
  void keepsTheOrderOfManyWriters() {
    String id = create("n");
    List<Integer> statuses = atOnce(16, 400, () -> put(id, "{\"name\":\"m\"}").statusCode());
    assertThat(statuses).containsOnly(200);
    assertThat(events(id))
        .extracting(event -> event.get("event_sequence"))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 401).boxed().toList());
    Map<String, Object> last = events(id).get(400);
    assertThat(body(last)).isEqualTo(body(get(RESOURCES + "/" + id)));
  }

  @Test
  void givesEachOfManyCreationsItsOwnRowAndEvent() {
    AtomicInteger calls = new AtomicInteger();
    List<String> outcomes =
        atOnce(
            32,
            400,
            () -> {
              String name = "own-" + calls.incrementAndGet();
              String correlation = "of-" + name;
              HttpResponse<String> answer =
                  post("{\"name\":\"" + name + "\"}", "X-Request-Id", correlation);
              Map<String, Object> event = events(body(answer).get("id").asText()).get(0);
              boolean own =
                  answer.statusCode() == 201
                      && body(answer).get("name").asText().equals(name)
                      && body(event).equals(body(answer))
                      && event.get("correlation_id").equals(correlation);
              return own ? "own" : answer.body() + " and " + event + " for " + name;
            });
    assertThat(outcomes).containsOnly("own");
    assertThat(count("resources WHERE name LIKE 'own-%'")).isEqualTo(400);
    assertThat(count("outbox_events WHERE payload->>'name' LIKE 'own-%'")).isEqualTo(400);
  }

  @Test
  void aCreationThatFailsHarmsNoOtherOfTheSameTime() {
    sql.execute("ALTER TABLE resources ADD CONSTRAINT refuse CHECK (name <> 'bad') NOT VALID");
    try {
      AtomicInteger calls = new AtomicInteger();
      List<Integer> statuses =
          atOnce(
              16,
              160,
              () ->
                  calls.incrementAndGet() % 10 == 0
                      ? 1000 + post("{\"name\":\"bad\"}").statusCode()
                      : post("{\"name\":\"good\"}").statusCode());
      assertThat(statuses).filteredOn(status -> status > 1000).hasSize(16).containsOnly(1500);
      assertThat(statuses).filteredOn(status -> status < 1000).hasSize(144).containsOnly(201);
      assertThat(count("resources WHERE name = 'good'")).isEqualTo(144);
    } finally {
      sql.execute("ALTER TABLE resources DROP CONSTRAINT refuse");
    }
  }

  @Test
  void createsOnceForOneIdempotencyKey() {
    List<HttpResponse<String>> answers =
        atOnce(50, 200, () -> post("{\"name\":\"once\"}", "Idempotency-Key", "\"many\""));
    assertThat(answers).extracting(HttpResponse::statusCode).isSubsetOf(201, 409);
    assertThat(answers)
        .filteredOn(answer -> answer.statusCode() == 201)
        .extracting(HttpResponse::body)
        .isNotEmpty()
        .containsOnly(created(answers));
    assertThat(count("resources WHERE name = 'once'")).isEqualTo(1);
    assertThat(count("outbox_events WHERE payload->>'name' = 'once'")).isEqualTo(1);
  }

  @Test
  void replaysTheFirstAnswerToAnIdempotencyKey() {
    HttpResponse<String> first =
        post("{\"name\":\"r\",\"status\":\"s\"}", "Idempotency-Key", "\"k 1\"");
    put(body(first).get("id").asText(), "{\"name\":\"changed since\"}");

    HttpResponse<String> again =
        post(" { \"status\" : \"s\", \"name\":\"r\"}", "Idempotency-Key", "\"k 1\"");
    assertThat(again.statusCode()).isEqualTo(201);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(header(again, "Location")).isEqualTo(header(first, "Location"));
    assertThat(header(again, "ETag")).isEqualTo(header(first, "ETag"));

    HttpResponse<String> other = post("{\"name\":\"q\"}", "Idempotency-Key", "\"k 1\"");
    assertThat(other.statusCode()).isEqualTo(422);
    assertThat(body(other).get("type").asText())
        .isEqualTo("urn:waybill:problem:idempotency-key-reused");
    assertThat(post("{\"name\":\"q\"}", "Idempotency-Key", "bare-token").statusCode())
        .isEqualTo(201);
  }

  @Test
  void givesNobodyTheAnswerOfAnother() {
    String[] anns = {"Idempotency-Key", "\"same\"", TEST_CALLER, "ann"};
    HttpResponse<String> first = post("{\"name\":\"r\"}", anns);
    assertThat(post("{\"name\":\"r\"}", anns).body()).isEqualTo(first.body());

    String[] bobs = {"Idempotency-Key", "\"same\"", TEST_CALLER, "bob"};
    HttpResponse<String> other = post("{\"name\":\"r\"}", bobs);
    assertThat(other.statusCode()).isEqualTo(201);
    assertThat(body(other).get("id")).isNotEqualTo(body(first).get("id"));
  }

  @Test
  void takesAnExpiredKeyAnew() {
    HttpResponse<String> first = post("{\"name\":\"r\"}", "Idempotency-Key", "\"old\"");
    sql.update(
        "UPDATE idempotency_keys SET expires_at = now() - interval '1 day' WHERE key = 'old'");
    HttpResponse<String> second = post("{\"name\":\"s\"}", "Idempotency-Key", "\"old\"");
    assertThat(second.statusCode()).isEqualTo(201);
    assertThat(body(second).get("id")).isNotEqualTo(body(first).get("id"));
  }

  @Test
  void refusesAKeyWhoseFirstRequestIsStillRunning() throws Exception {
    sql.execute(
        """
        CREATE FUNCTION wait_for_test() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN PERFORM pg_advisory_xact_lock_shared(4711); RETURN new; END'""");
    sql.execute(
        "CREATE TRIGGER hold BEFORE INSERT ON outbox_events"
            + " FOR EACH ROW EXECUTE FUNCTION wait_for_test()");
    try (Connection blocker = sql.getDataSource().getConnection()) {
      blocker.setAutoCommit(false);
      blocker.createStatement().execute("SELECT pg_advisory_xact_lock(4711)");
      CompletableFuture<HttpResponse<String>> first =
          CompletableFuture.supplyAsync(
              () -> post("{\"name\":\"slow\"}", "Idempotency-Key", "slow"));
      await().until(() -> count("pg_locks WHERE locktype = 'advisory' AND NOT granted") == 1);

      HttpResponse<String> second = post("{\"name\":\"slow\"}", "Idempotency-Key", "slow");
      assertThat(second.statusCode()).isEqualTo(409);
      assertThat(body(second).get("type").asText())
          .isEqualTo("urn:waybill:problem:idempotency-key-in-use");

      blocker.rollback();
      assertThat(first.get().statusCode()).isEqualTo(201);
    } finally {
      sql.execute("DROP TRIGGER hold ON outbox_events");
      sql.execute("DROP FUNCTION wait_for_test()");
    }
    assertThat(count("resources WHERE name = 'slow'")).isEqualTo(1);
  }

  @Test
  void leavesNeitherRowNorEventWhenTheEventFails() {
    String id = create("before");
    sql.execute("ALTER TABLE outbox_events ADD CONSTRAINT refuse CHECK (id = '') NOT VALID");
    try {
      long resources = count("resources");
      long events = count("outbox_events");
      assertThat(post("{\"name\":\"x\"}").statusCode()).isEqualTo(500);
      assertThat(post("{\"name\":\"x\"}", "Idempotency-Key", "rolled-back").statusCode())
          .isEqualTo(500);
      assertThat(put(id, "{\"name\":\"x\"}").statusCode()).isEqualTo(500);
      assertThat(delete(id).statusCode()).isEqualTo(500);
      assertThat(count("resources")).isEqualTo(resources);
      assertThat(count("outbox_events")).isEqualTo(events);
      assertThat(count("idempotency_keys WHERE key = 'rolled-back'")).isZero();
      assertThat(body(get(RESOURCES + "/" + id)).get("name").asText()).isEqualTo("before");
    } finally {
      sql.execute("ALTER TABLE outbox_events DROP CONSTRAINT refuse");
    }
  }

  private static String created(List<HttpResponse<String>> answers) {
    return answers.stream().filter(a -> a.statusCode() == 201).findFirst().orElseThrow().body();
  }

  private long count(String from) {
    return sql.queryForObject("SELECT count(*) FROM " + from, Long.class);
  }
}
