package io.waybill.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.local.Database;
import io.waybill.local.LocalKafka;
import io.waybill.local.LocalPostgres;
import io.waybill.local.Topics;
import io.waybill.service.WaybillService;
import io.waybill.service.edge.OddRequests;
import io.waybill.service.security.Issuer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.client.RestClient;

/** The whole worker on a real PostgreSQL and Kafka. */
class WorkerIT {
  private static LocalPostgres postgres;
  private static LocalKafka kafka;
  private static Database database;
  private static ConfigurableApplicationContext worker;
  private static JdbcTemplate jdbc;
  private static RestClient http;

  @BeforeAll
  static void start() {
    postgres = LocalPostgres.start();
    kafka = LocalKafka.start();
    kafka.createTopics(Topics.names());
    database = postgres.createDatabase("workerdb");
    worker =
        WaybillService.start(
            WorkerApplication.class, arguments("--KAFKA_BROKERS=" + kafka.bootstrapServers()));
    jdbc = worker.getBean(JdbcTemplate.class);
    http =
        RestClient.builder()
            .baseUrl("http://localhost:" + worker.getEnvironment().getProperty("local.server.port"))
            .defaultStatusHandler(status -> true, (request, response) -> {})
            .build();
    await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () ->
                http.get()
                    .uri("/health/readiness")
                    .retrieve()
                    .toBodilessEntity()
                    .getStatusCode()
                    .is2xxSuccessful());
  }

  @AfterAll
  static void stop() {
    worker.close();
    kafka.close();
    postgres.close();
  }

  /** The other one sees no Kafka, so that it takes no partition away. */
  @Tag("long")
  @Test
  void answersAlikeWithTokensAndWithout() {
    try (Issuer issuer = new Issuer();
        ConfigurableApplicationContext secured =
            WaybillService.start(
                WorkerApplication.class,
                arguments(
                    "--KAFKA_BROKERS=localhost:1",
                    "--waybill.connection-drain=0s",
                    "--waybill.security.enabled=true",
                    "--waybill.security.issuer-uri=" + issuer.uri()))) {
      String token = issuer.token("ops");
      int port = secured.getEnvironment().getRequiredProperty("local.server.port", int.class);
      await()
          .atMost(Duration.ofMinutes(2))
          .until(
              () ->
                  http.get()
                      .uri("http://localhost:" + port + "/ops/dead-letters")
                      .header("Authorization", "Bearer " + token)
                      .retrieve()
                      .toBodilessEntity()
                      .getStatusCode()
                      .is2xxSuccessful());

      // Of waybill.security.docs.
      assertThat(
              http.get()
                  .uri("http://localhost:" + port + "/asyncapi.json")
                  .retrieve()
                  .toBodilessEntity()
                  .getStatusCode()
                  .value())
          .isEqualTo(200);
      OddRequests.assertAlike(
          new OddRequests.Service(
              worker.getEnvironment().getRequiredProperty("local.server.port", int.class),
              () -> "token-of-the-tests"),
          new OddRequests.Service(port, () -> token),
          List.of("/health/liveness", "/ops/dead-letters"));
    }
  }

  @Test
  void servesTheAsyncApiDocumentInOnePiece() throws Exception {
    ResponseEntity<String> answer =
        http.get().uri("/asyncapi.json").retrieve().toEntity(String.class);

    assertThat(answer.getHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_JSON);
    JsonNode document = new ObjectMapper().readTree(answer.getBody());
    assertThat(document.path("asyncapi").asText()).isEqualTo("3.0.0");
    assertThat(document.findValuesAsText("$ref")).allMatch(reference -> reference.startsWith("#/"));
    JsonNode schema = document.at("/components/messages/resource.updated/payload/schema");
    assertThat(schema.path("$id").asText()).endsWith("/resource.updated/1");
    assertThat(schema.at("/properties/id/format").asText()).isEqualTo("uuid");
  }

  private static String[] arguments(String... more) {
    return Stream.concat(
            Stream.of(
                "--server.port=0",
                "--OPERATOR_TOKEN=token-of-the-tests",
                "--logging.level.kafka=WARN",
                "--logging.level.state.change.logger=WARN",
                "--WORKER_DB_HOST=" + database.host(),
                "--WORKER_DB_PORT=" + database.port(),
                "--WORKER_DB_USER=" + database.user(),
                "--WORKER_DB_PASSWORD=" + database.password()),
            Stream.of(more))
        .toArray(String[]::new);
  }

  @Test
  void storesTheEventsOfAllTopicsOnce() throws Exception {
    String resource = UUID.randomUUID().toString();
    List<ProducerRecord<String, String>> events =
        List.of(
            event("resource.created", resource, resource, 1, "{\"id\":\"%s\"}".formatted(resource)),
            event("resource.updated", resource, resource, 2, "{\"id\":\"%s\"}".formatted(resource)),
            event(
                "resource.deleted",
                resource,
                resource,
                3,
                "{\"id\":\"%s\",\"status\":\"deleted\"}".formatted(resource)),
            event("task.process", resource, "task-1", 1, task(resource, "pending")),
            event("task.completed", resource, "task-1", 2, task(resource, "completed")));

    send(events);
    send(events);

    await().atMost(Duration.ofMinutes(2)).until(() -> count(resource) == 5);
    assertThat(
            jdbc.queryForList(
                "SELECT event_type || ' ' || action || ' ' || coalesce(task_id, '-') FROM processed_events"
                    + " WHERE resource_id = ? ORDER BY event_type, event_sequence",
                String.class,
                resource))
        .containsExactly(
            "resource.created created -",
            "resource.deleted deleted -",
            "resource.updated updated -",
            "task.completed " + "x".repeat(50) + " task-1",
            "task.process " + "x".repeat(50) + " task-1");
    await()
        .until(() -> metric("worker_messages_processed_total{").contains("status=\"processed\""));
    assertThat(metric("worker_processing_duration_seconds_bucket")).contains("task.process");
    assertThat(metric("worker_db_operations_total{")).contains("operation=\"store_events\"");
  }

  @Test
  void headersOfAMessageSetNothingButTheEvent() throws Exception {
    String resource = UUID.randomUUID().toString();
    String broken = UUID.randomUUID().toString();
    ProducerRecord<String, String> good =
        event("resource.created", resource, resource, 1, "{\"id\":\"%s\"}".formatted(resource));
    ProducerRecord<String, String> malformed =
        event("resource.created", broken, broken, 1, "no JSON");
    for (ProducerRecord<String, String> each : List.of(good, malformed)) {
      for (String name :
          List.of(
              "CamelSqlQuery",
              "camelsqlquery",
              "CAMELSQLPARAMETERS",
              "kafka.OVERRIDE_TOPIC",
              "KAFKA.override_topic",
              "kafka.PARTITION_KEY",
              "CamelFileName",
              "CamelHttpUri")) {
        each.headers().add(name, "task.process".getBytes(StandardCharsets.UTF_8));
      }
    }

    send(List.of(good, malformed));

    await().atMost(Duration.ofMinutes(2)).until(() -> count(resource) == 1);
    await("the dead letter where it belongs")
        .atMost(Duration.ofMinutes(2))
        .until(
            () ->
                jdbc.queryForObject(
                        "SELECT count(*) FROM dead_letters WHERE key_text = ?", Long.class, broken)
                    == 1);
  }

  @Test
  void aConsumerThatWasStoppedMakesHealthAndReadinessDown() throws Exception {
    CamelContext camel = worker.getBean(CamelContext.class);
    String route =
        camel.getRoutes().stream()
            .filter(each -> each.getEndpoint().getEndpointUri().startsWith("kafka://resource."))
            .map(Route::getRouteId)
            .findAny()
            .orElseThrow();
    await().atMost(Duration.ofMinutes(2)).until(() -> status("/health") == 200);
    assertThat(metric("component_up{component=\"consumer\"")).endsWith(" 1.0");

    camel.getRouteController().stopRoute(route);
    try {
      await().atMost(Duration.ofMinutes(2)).until(() -> status("/health") == 503);
      assertThat(status("/health/readiness")).isEqualTo(503);
      assertThat(http.get().uri("/health").retrieve().body(String.class))
          .contains("has ended", "worker-service-group", route);
      assertThat(metric("component_up{component=\"consumer\"")).endsWith(" 0.0");
    } finally {
      camel.getRouteController().startRoute(route);
    }
    await().atMost(Duration.ofMinutes(2)).until(() -> status("/health") == 200);
  }

  private static int status(String path) {
    return http.get().uri(path).retrieve().toBodilessEntity().getStatusCode().value();
  }

  @Test
  void keepsADeadLetterUntilItsRetrySucceeds() throws Exception {
    String resource = UUID.randomUUID().toString();
    ProducerRecord<String, String> letter =
        event("resource.created", resource, resource, 1, "{\"id\":\"%s\"}".formatted(resource));
    ProducerRecord<String, String> dead =
        new ProducerRecord<>(
            "dead-letter.worker", null, resource, letter.value(), letter.headers());
    dead.headers().add("dead_letter_topic", "resource.created".getBytes(StandardCharsets.UTF_8));
    dead.headers().add("dead_letter_reason", "a test".getBytes(StandardCharsets.UTF_8));
    send(List.of(dead));
    String find = "SELECT id FROM dead_letters WHERE state = 'open' AND key_text = ?";
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> jdbc.queryForList(find, Long.class, resource).size() == 1);
    long id = jdbc.queryForObject(find, Long.class, resource);

    jdbc.execute(
        "ALTER TABLE processed_events ADD CONSTRAINT broken CHECK (event_sequence > 1) NOT VALID");
    try {
      assertThat(retry(id)).isEqualTo(422);
    } finally {
      jdbc.execute("ALTER TABLE processed_events DROP CONSTRAINT broken");
    }
    assertThat(count(resource)).isZero();
    assertThat(retry(id)).isEqualTo(200);
    assertThat(count(resource)).isEqualTo(1);
    assertThat(retry(id)).isEqualTo(409);
    assertThat(
            jdbc.queryForMap("SELECT state, attempts FROM dead_letters WHERE id = ?", id)
                .toString())
        .isEqualTo("{state=retried, attempts=2}");
    assertThat(
            jdbc.queryForObject(
                "SELECT count(*) FROM operator_audit WHERE target = ?", Long.class, "" + id))
        .isEqualTo(2);
  }

  @Test
  void keepsEveryDeadLetterWhateverIsInIt() throws Exception {
    byte[] noise = new byte[5000];
    new java.util.Random(1).nextBytes(noise);
    byte[] large = new byte[1_000_000];
    List<ProducerRecord<byte[], byte[]>> letters = new ArrayList<>();
    for (String topic : List.of("dead-letter.worker", "resource.created")) {
      letters.add(new ProducerRecord<>(topic, 5, null, null));
      letters.add(new ProducerRecord<>(topic, 5, noise, noise));
      letters.add(new ProducerRecord<>(topic, 5, new byte[] {0, (byte) 0xff}, large));
      ProducerRecord<byte[], byte[]> headers = new ProducerRecord<>(topic, 5, noise, new byte[0]);
      for (int i = 0; i < 3000; i++) {
        headers.headers().add("h", noise.clone()[0] == i ? null : new byte[] {0});
      }
      headers.headers().add("", null).add("dead_letter_topic", noise);
      headers.headers().add("dead_letter_reason", noise).add("ce_id", noise).add("\0", noise);
      letters.add(headers);
    }
    String count = "SELECT count(*) FROM dead_letters";
    long before = jdbc.queryForObject(count, Long.class);

    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "max.request.size", 2_000_000),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (ProducerRecord<byte[], byte[]> letter : letters) {
        producer.send(letter).get();
      }
    }

    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> jdbc.queryForObject(count, Long.class) == before + letters.size());
    assertThat(
            jdbc.queryForObject(
                "SELECT count(*) FROM dead_letters WHERE key = ?", Long.class, noise))
        .isEqualTo(4);
  }

  /** As when the disk is full: PostgreSQL answers, and takes nothing. */
  @Test
  void aDatabaseThatTakesNothingForAWhileMakesNoDeadLetters() throws Exception {
    String resource = UUID.randomUUID().toString();
    String broken = UUID.randomUUID().toString();
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    String letters = "SELECT count(*) FROM dead_letters WHERE key_text = ?";
    log.start();
    root.addAppender(log);
    jdbc.execute(
        """
        CREATE SEQUENCE full_times;
        CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM nextval('full_times');
          RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100';
        END $$;
        CREATE TRIGGER disk_full BEFORE INSERT ON processed_events EXECUTE FUNCTION disk_full();
        CREATE TRIGGER disk_full BEFORE INSERT ON dead_letters EXECUTE FUNCTION disk_full();
        """);
    try {
      send(
          List.of(
              event("resource.created", resource, resource, 1, "{}"),
              event("resource.created", broken, broken, 1, "no JSON")));
      // A letter of before, as this one becomes one only behind the event.
      send(List.of(new ProducerRecord<>("dead-letter.worker", "letter-" + broken, "{}")));
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> jdbc.queryForObject("SELECT last_value FROM full_times", Long.class) >= 6);
    } finally {
      jdbc.execute("DROP FUNCTION disk_full() CASCADE; DROP SEQUENCE full_times");
      root.detachAppender(log);
    }
    await().atMost(Duration.ofMinutes(2)).until(() -> count(resource) == 1);
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> jdbc.queryForObject(letters, Long.class, broken) == 1);
    assertThat(jdbc.queryForObject(letters, Long.class, resource)).isZero();
    assertThat(jdbc.queryForObject(letters, Long.class, "letter-" + broken)).isEqualTo(1);
    List<String> lines =
        List.copyOf(log.list).stream()
            .map(line -> line.getLoggerName() + ": " + line.getFormattedMessage())
            .filter(line -> line.contains("could not extend file") || line.contains(broken))
            .toList();
    assertThat(lines.stream().filter(line -> line.startsWith("io.waybill."))).hasSize(2);
    assertThat(lines).hasSizeLessThanOrEqualTo(12);
    assertThat(
            List.copyOf(log.list).stream()
                .filter(line -> line.getFormattedMessage().startsWith("Dead letter:")))
        .hasSizeLessThanOrEqualTo(1);
  }

  private static int retry(long id) {
    return http.post()
        .uri("/ops/dead-letters/" + id + "/retry")
        .header("Authorization", "Bearer token-of-the-tests")
        .retrieve()
        .toBodilessEntity()
        .getStatusCode()
        .value();
  }

  /** The longest action that a task can have. */
  private static String task(String resource, String status) {
    return "{\"task_id\":\"task-1\",\"resource_id\":\"%s\",\"action\":\"%s\",\"status\":\"%s\"}"
        .formatted(resource, "x".repeat(100), status);
  }

  private long count(String resource) {
    return jdbc.queryForObject(
        "SELECT count(*) FROM processed_events WHERE resource_id = ?", Long.class, resource);
  }

  private String metric(String prefix) {
    return http.get()
        .uri("/metrics")
        .retrieve()
        .body(String.class)
        .lines()
        .filter(line -> line.startsWith(prefix))
        .reduce("", (a, b) -> a + "\n" + b);
  }

  private static ProducerRecord<String, String> event(
      String type, String key, String subject, int sequence, String payload) {
    ProducerRecord<String, String> record = new ProducerRecord<>(type, key, payload);
    UUID id = UUID.nameUUIDFromBytes((type + subject).getBytes(StandardCharsets.UTF_8));
    Map.of(
            "ce_id",
            id.toString(),
            "ce_type",
            type,
            "ce_subject",
            subject,
            "ce_sequence",
            "" + sequence)
        .forEach((k, v) -> record.headers().add(k, v.getBytes(StandardCharsets.UTF_8)));
    return record;
  }

  private static void send(List<ProducerRecord<String, String>> records) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      List<Future<RecordMetadata>> sent =
          IntStream.range(0, records.size()).mapToObj(i -> producer.send(records.get(i))).toList();
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
    }
  }
}
