package io.waybill.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.local.Database;
import io.waybill.local.LocalKafka;
import io.waybill.local.LocalPostgres;
import io.waybill.service.WaybillService;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** The operator's calls on a service that has an outbox and dead letters, PostgreSQL and Kafka. */
class OperatorIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TOKEN = "token-of-the-tests";
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static LocalPostgres postgres;
  private static LocalKafka kafka;
  private static ConfigurableApplicationContext service;
  private static JdbcTemplate sql;
  private static String base;

  @BeforeAll
  static void start() {
    postgres = LocalPostgres.start();
    kafka = LocalKafka.start();
    kafka.createTopics("order.placed", "dead-letter.orders");
    Database database = postgres.createDatabase("ordersdb");
    service =
        WaybillService.start(
            OrderService.class,
            "--spring.application.name=routes-orders",
            "--ORDERS_DB_HOST=" + database.host(),
            "--ORDERS_DB_PORT=" + database.port(),
            "--ORDERS_DB_NAME=" + database.name(),
            "--ORDERS_DB_USER=" + database.user(),
            "--ORDERS_DB_PASSWORD=" + database.password(),
            "--spring.flyway.locations=classpath:db/outbox,classpath:db/events,"
                + "classpath:db/operator,classpath:db/dead-letters",
            "--KAFKA_BROKERS=" + kafka.bootstrapServers(),
            "--waybill.operator.enabled=true",
            "--waybill.operator.outbox=true",
            "--waybill.operator.token=" + TOKEN,
            "--waybill.operator.figures-period=200",
            "--waybill.dead-letters.topic=dead-letter.orders",
            "--waybill.dead-letters.group=orders-dead-letters",
            "--waybill.dead-letters.process-by=direct:store-orders",
            "--waybill.dead-letters.retention-period=500",
            "--waybill.connection-drain=0s",
            "--server.port=0");
    sql = service.getBean(JdbcTemplate.class);
    base = "http://127.0.0.1:" + service.getEnvironment().getProperty("local.server.port") + "/ops";
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> send("/outbox", null, "Authorization", "Bearer " + TOKEN).statusCode() == 200);
  }

  @AfterAll
  static void stop() {
    service.close();
    kafka.close();
    postgres.close();
  }

  private static HttpResponse<String> send(String path, String body, String... headers)
      throws IOException, InterruptedException {
    return sendAs("application/json", path, body, headers);
  }

  private static HttpResponse<String> sendAs(
      String type, String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .header("X-Operator", "ann")
            .header("Content-Type", type);
    if (headers.length > 0) {
      request.headers(headers);
    }
    if (body != null) {
      request.POST(BodyPublishers.ofString(body));
    }
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  private static JsonNode call(int status, String path, String body, String... more)
      throws Exception {
    String[] headers = new String[more.length + 2];
    headers[0] = "Authorization";
    headers[1] = "Bearer " + TOKEN;
    System.arraycopy(more, 0, headers, 2, more.length);
    HttpResponse<String> answer = send(path, body, headers);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("content-type").orElse(""))
        .startsWith(status == 200 ? "application/json" : "application/problem+json");
    return JSON.readTree(answer.body());
  }

  private static String event(String key, int sequence, boolean parked) {
    String id = UUID.randomUUID().toString();
    sql.update(
        "INSERT INTO outbox_events (id, aggregate_id, event_type, message_key, event_sequence,"
            + " payload, parked_at, parked_reason) VALUES (?, ?, 'order.placed', ?, ?, '{\"n\":"
            + " 12345678901234567890}', CASE WHEN ? THEN now() AT TIME ZONE 'UTC' END, 'too"
            + " large')",
        id,
        key,
        key,
        sequence,
        parked);
    return id;
  }

  private static boolean published(String id) {
    return sql.queryForObject(
        "SELECT processed_at IS NOT NULL FROM outbox_events WHERE id = ?", Boolean.class, id);
  }

  private static void awaitPublished(String id) {
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> published(id));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/outbox/retry",
        "/outbox/resume",
        "/outbox/events/e/retry",
        "/dead-letters/1/retry"
      })
  void aFormIsNoBodyOfACall(String path) throws Exception {
    HttpResponse<String> answer =
        sendAs(
            "application/x-www-form-urlencoded",
            path,
            "{\"all\":true}",
            "Authorization",
            "Bearer " + TOKEN);
    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(answer.headers().firstValue("content-type").orElse(""))
        .startsWith("application/problem+json");
  }

  @Test
  void asksForTheToken() throws Exception {
    for (String path : List.of("/outbox", "/outbox/retry", "/audit", "/dead-letters", "/nothing")) {
      HttpResponse<String> answer = send(path, null);
      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
    }
    call(404, "/nothing", null);
    call(405, "/outbox/pause", null);
  }

  @Test
  void letsNoHeaderReachAStatement() throws Exception {
    for (String header : List.of("CamelSqlQuery", "camelsqlquery", "CAMELSQLQUERY")) {
      assertThat(call(200, "/outbox", null, header, "SELECT 'hacked'").has("pending")).isTrue();
    }
  }

  @Test
  void retriesAParkedEventAndWhatWaitsBehindIt() throws Exception {
    String key = UUID.randomUUID().toString();
    String parked = event(key, 1, true);
    String held = event(key, 2, false);
    assertThat(call(200, "/outbox", null).get("held_back").asInt()).isGreaterThan(0);
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(metrics())
                    .containsPattern("(?m)^outbox_held_back [1-9]")
                    .containsPattern("(?m)^outbox_oldest_pending_age_seconds (?!0\\.0$)")
                    .containsPattern("(?m)^outbox_oldest_publishable_age_seconds 0\\.0$"));
    JsonNode listed = call(200, "/outbox/events?state=parked&key=" + key, null).get("events");
    assertThat(listed).hasSize(1);
    assertThat(listed.get(0).get("id").asText()).isEqualTo(parked);
    JsonNode whole = call(200, "/outbox/events/" + parked, null);
    assertThat(whole.at("/payload/n").bigIntegerValue()).hasToString("12345678901234567890");
    call(409, "/outbox/events/" + held + "/retry", "");

    assertThat(call(200, "/outbox/events/" + parked + "/retry", "").get("events").asInt())
        .isEqualTo(1);

    awaitPublished(held);
    assertThat(published(parked)).isTrue();
    call(404, "/outbox/events/none/retry", "");
  }

  @Test
  void retriesAKeyAndDiscards() throws Exception {
    String key = UUID.randomUUID().toString();
    String first = event(key, 1, true);
    event(key, 2, true);
    JsonNode discarded =
        call(200, "/outbox/events/" + first + "/discard", "{\"reason\":\"a test\"}");
    assertThat(discarded.get("events").asInt()).isEqualTo(1);
    JsonNode entry = call(200, "/audit?limit=1", null).at("/entries/0");
    assertThat(entry.get("who").asText()).isEqualTo("ann");
    assertThat(entry.get("action").asText()).isEqualTo("outbox-discard");
    assertThat(entry.get("reason").asText()).isEqualTo("a test");
    assertThat(entry.at("/detail/id").asText()).isEqualTo(first);
    assertThat(entry.at("/detail/payload/n").bigIntegerValue()).hasToString("12345678901234567890");
    call(404, "/outbox/events/" + first, null);

    assertThat(call(200, "/outbox/retry", "{\"key\":\"" + key + "\"}").get("events").asInt())
        .isEqualTo(1);
    assertThat(call(200, "/outbox/retry", "{\"all\":true}").has("events")).isTrue();
  }

  @Test
  void pausesRepublishesInOrderAndResumes() throws Exception {
    String key = UUID.randomUUID().toString();
    String first = event(key, 1, false);
    String second = event(key, 2, false);
    awaitPublished(second);
    call(409, "/outbox/events/" + first + "/discard", "{\"reason\":\"r\"}");
    long from = sql.queryForObject("SELECT seq FROM outbox_events WHERE id = ?", Long.class, first);
    long to = sql.queryForObject("SELECT seq FROM outbox_events WHERE id = ?", Long.class, second);

    assertThat(call(200, "/outbox/pause", "{\"reason\":\"Kafka lost\"}").get("paused").asBoolean())
        .isTrue();
    try {
      assertThat(call(200, "/outbox", null).get("paused_reason").asText()).isEqualTo("Kafka lost");
      sql.update("UPDATE outbox_relay SET floor = ?", to);
      String range = "{\"from_sequence\":%d,\"to_sequence\":%d,\"limit\":1}";
      JsonNode slice = call(200, "/outbox/republish", range.formatted(from, to));
      assertThat(slice.get("events").asInt()).isEqualTo(1);
      assertThat(slice.get("next_sequence").asLong()).isEqualTo(to);
      assertThat(published(first)).isFalse();
      slice = call(200, "/outbox/republish", range.formatted(to, to));
      assertThat(slice.has("next_sequence")).isFalse();
      assertThat(sql.queryForObject("SELECT floor FROM outbox_relay", Long.class)).isLessThan(from);
      JsonNode pending = call(200, "/outbox/events?state=pending&key=" + key, null).get("events");
      assertThat(pending.findValuesAsText("id")).containsExactly(first, second);
      assertThat(
              call(
                      200,
                      "/outbox/republish",
                      "{\"from\":\"2020-01-01T00:00:00Z\",\"to\":\"2020-01-02T00:00:00Z\"}")
                  .get("events")
                  .asInt())
          .isZero();
    } finally {
      assertThat(call(200, "/outbox/resume", "").get("paused").asBoolean()).isFalse();
    }
    awaitPublished(second);
    assertThat(published(first)).isTrue();
    assertThat(
            call(200, "/outbox/events?state=published&key=" + key + "&limit=1", null)
                .get("next_after")
                .asLong())
        .isEqualTo(from);
  }

  /**
   * Such as the mark of a sequence that has been reset since. Here the relay, which would put it
   * right, has no turn.
   */
  @Test
  void figuresDoNotTrustTheLowWaterMark() throws Exception {
    String key = UUID.randomUUID().toString();
    String id;
    try (Connection turn = sql.getDataSource().getConnection();
        Statement statement = turn.createStatement()) {
      turn.setAutoCommit(false);
      statement.execute(
          "SELECT pg_advisory_xact_lock(hashtext('waybill'), hashtext('outbox_events'))");
      id = event(key, 1, false);
      sql.update("UPDATE outbox_relay SET floor = 1000000, settled = 1000000, drawn = 1000000");

      assertThat(call(200, "/outbox", null).get("pending").asInt()).isPositive();
      JsonNode pending = call(200, "/outbox/events?state=pending&key=" + key, null).get("events");
      assertThat(pending.findValuesAsText("id")).containsExactly(id);
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(metrics())
                      .containsPattern("(?m)^outbox_pending [1-9]")
                      .containsPattern("(?m)^outbox_oldest_pending_age_seconds (?!0\\.0$)"));
      turn.rollback();
    }
    awaitPublished(id);
  }

  @Test
  void pausesAndResumesWithoutTheRelaysRow() throws Exception {
    sql.update("DELETE FROM outbox_relay");
    call(200, "/outbox/pause", "{\"reason\":\"a test\"}");
    try {
      assertThat(call(200, "/outbox", null).get("paused").asBoolean()).isTrue();
      sql.update("DELETE FROM outbox_relay");
    } finally {
      assertThat(call(200, "/outbox/resume", "").get("paused").asBoolean()).isFalse();
    }
  }

  @Test
  void storesADeadLetterAndRetriesIt() throws Exception {
    String key = UUID.randomUUID().toString();
    String id = UUID.randomUUID().toString();
    produce(
        key, Map.of("ce_id", id, "ce_type", "order.placed", "ce_subject", key, "ce_sequence", "1"));
    produce(key, Map.of("ce_id", id, "CamelSqlQuery", "SELECT 1"));
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> call(200, "/dead-letters?key=" + key, null).get("dead_letters").size() == 2);
    JsonNode letters = call(200, "/dead-letters?state=open&key=" + key, null).get("dead_letters");
    assertThat(letters.get(0).get("reason").asText()).isEqualTo("a test");
    assertThat(letters.get(0).get("origin_offset").asLong()).isEqualTo(77);
    boolean firstIsBad =
        !call(200, "/dead-letters/" + letters.get(0).get("id"), null)
            .toString()
            .contains("ce_subject");
    String good = "/dead-letters/" + letters.get(firstIsBad ? 1 : 0).get("id");
    String bad = "/dead-letters/" + letters.get(firstIsBad ? 0 : 1).get("id");

    assertThat(call(200, good + "/retry", "").get("state").asText()).isEqualTo("retried");
    assertThat(
            sql.queryForObject(
                "SELECT count(*) FROM processed_events WHERE resource_id = ?", Long.class, key))
        .isEqualTo(1);
    call(409, good + "/retry", "");
    assertThat(call(422, bad + "/retry", "").get("detail").asText()).contains("ce_");
    JsonNode still = call(200, bad, null);
    assertThat(still.get("state").asText()).isEqualTo("open");
    assertThat(still.get("attempts").asInt()).isEqualTo(1);
    assertThat(call(200, "/dead-letters/retry", "{\"key\":\"" + key + "\"}").toString())
        .isEqualTo("{\"retried\":0,\"failed\":1}");
    call(200, bad + "/discard", "{\"reason\":\"a test\"}");
    call(409, bad + "/discard", "{\"reason\":\"a test\"}");
    call(404, "/dead-letters/999999/retry", "");
    assertThat(metrics())
        .contains("dead_letters_open", "outbox_pending", "outbox_parked", "outbox_relay_paused")
        .contains("outbox_oldest_pending_age_seconds")
        .contains("operator_actions_total{action=\"dead-letter-discard\"}");
  }

  /** 100 dead letters of 1 MB, each with a reason of 30 kB. */
  @Test
  void aPageOfLargeLettersEndsEarlierAndLinksOn() throws Exception {
    sql.update(
        """
        INSERT INTO dead_letters (topic, partition, "offset", origin_topic, origin_partition, origin_offset, key_text, value,
                                  headers, reason)
        SELECT 'large', 0, n, 't', 0, 0, 'large', convert_to(repeat('x', 1000000), 'UTF8'), '[]', repeat('y', 30000)
        FROM generate_series(1, 100) AS n
        """);
    List<Long> offsets = new ArrayList<>();
    long pages = 0;
    JsonNode next = null;
    do {
      String after = next == null ? "" : "&after=" + next.asLong();
      JsonNode page = call(200, "/dead-letters?key=large" + after, null);
      assertThat(page.toString().length()).isLessThan(1_100_000);
      page.get("dead_letters").forEach(letter -> offsets.add(letter.get("offset").asLong()));
      next = page.get("next_after");
      pages++;
    } while (!next.isNull());

    assertThat(pages).isEqualTo(3);
    assertThat(offsets).hasSize(100).isSorted();
    sql.update("DELETE FROM dead_letters WHERE topic = 'large'");
  }

  @Test
  void forgetsLettersThatWereDealtWithLongAgo() {
    letter(1, "open", 100);
    letter(2, "retried", 100);
    letter(3, "discarded", 100);
    letter(4, "retried", 80);

    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(lettersOf("forgotten")).containsExactly(1L, 4L));
  }

  private static void letter(int offset, String state, int daysAgo) {
    sql.update(
        "INSERT INTO dead_letters (topic, partition, \"offset\", origin_topic, origin_partition,"
            + " origin_offset, headers, reason, state, changed_at) VALUES ('forgotten', 0, ?, 't',"
            + " 0, 0, '[]', 'a test', ?, clock_timestamp() AT TIME ZONE 'UTC' - make_interval(days"
            + " => ?))",
        offset,
        state,
        daysAgo);
  }

  private static List<Long> lettersOf(String topic) {
    return sql.queryForList(
        "SELECT \"offset\" FROM dead_letters WHERE topic = ? ORDER BY \"offset\"",
        Long.class,
        topic);
  }

  private static String metrics() throws Exception {
    URI uri = URI.create(base.replace("/ops", "/metrics"));
    return HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
  }

  private static void produce(String key, Map<String, String> headers) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      ProducerRecord<String, String> letter =
          new ProducerRecord<>("dead-letter.orders", key, "{\"id\":\"%s\"}".formatted(key));
      headers.forEach((name, value) -> add(letter, name, value));
      add(letter, "dead_letter_topic", "order.placed");
      add(letter, "dead_letter_partition", "0");
      add(letter, "dead_letter_offset", "77");
      add(letter, "dead_letter_reason", "a test");
      producer.send(letter).get();
    }
  }

  private static void add(ProducerRecord<String, String> letter, String name, String value) {
    letter.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
