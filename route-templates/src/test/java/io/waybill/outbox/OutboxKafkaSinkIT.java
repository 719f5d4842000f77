package io.waybill.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.waybill.TemplatesTestApplication;
import io.waybill.events.CloudEventHeaders;
import io.waybill.local.LocalKafka;
import io.waybill.local.LocalPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpAutoConfiguration;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * From the table to a real broker: order, headers, a refused event, a denied topic, and a broker
 * that goes away.
 */
@CamelSpringBootTest
@SpringBootTest(
    classes = {
      TemplatesTestApplication.class,
      SpringBootPlatformHttpAutoConfiguration.class,
      OutboxKafkaSinkIT.Routes.class
    },
    webEnvironment = WebEnvironment.RANDOM_PORT)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OutboxKafkaSinkIT {
  static final LocalPostgres POSTGRES = LocalPostgres.start();
  static final LocalKafka KAFKA = LocalKafka.start();

  static final ListAppender<ILoggingEvent> LINES = new ListAppender<>();

  @Autowired JdbcTemplate jdbc;
  @Autowired ProducerTemplate calls;

  @Value("${local.server.port}")
  int port;

  @DynamicPropertySource
  static void servers(DynamicPropertyRegistry registry) {
    KAFKA.createTopics(
        "parcel.sent", "parcel.lost", "parcel.slow", "parcel.stolen", "parcel.narrow", "outbox");
    TemplatesTestApplication.useDatabase(registry, POSTGRES.createDatabase("outboxdb"));
    registry.add("camel.component.kafka.brokers", KAFKA::bootstrapServers);
  }

  /** Spring Boot's start takes appenders away. */
  @BeforeEach
  void collectLines() {
    LINES.start();
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).addAppender(LINES);
  }

  @AfterAll
  static void stop() {
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).detachAppender(LINES);
    KAFKA.close();
    POSTGRES.close();
  }

  @TestConfiguration
  static class Routes {
    @Bean
    RouteBuilder relay() {
      return new RouteBuilder() {
        @Override
        public void configure() {
          // The source says what has failed; Camel's error handler adds a stack trace each time.
          errorHandler(noErrorHandler());
          from("timer:tick?period=100")
              .routeId("outbox-tick")
              .to("seda:outbox-wake?size=1&discardWhenFull=true");
          from("kamelet:outbox-source?source=/test")
              .routeId("outbox-relay")
              .to("kamelet:outbox-kafka-sink");
          // As a transport would hand on a call that lets all headers through.
          from("direct:call").routeId("call").to("kamelet:outbox-kafka-sink");
          from("platform-http:/publish")
              .routeId("publish-call")
              .convertBodyTo(String.class)
              .to("kamelet:outbox-kafka-sink");
          from("platform-http:/append")
              .routeId("append-call")
              .transacted()
              .convertBodyTo(String.class)
              .setHeader("eventSubject", constant("http-1"))
              .setHeader("eventSequence", constant(1))
              .to("kamelet:outbox-append-action?type=parcel.sent");
        }
      };
    }
  }

  @Test
  @Order(1)
  void publishesInOrderAsCloudEvents() {
    for (int n = 1; n <= 1200; n++) {
      append("p-" + n % 7, n, 10);
    }
    await().until(() -> pending() == 0);

    List<ConsumerRecord<String, String>> records = read("parcel.sent", 1200);

    Map<String, Long> last = new HashMap<>();
    for (ConsumerRecord<String, String> record : records) {
      long sequence = Long.parseLong(header(record, CloudEventHeaders.SEQUENCE));
      Long before = last.put(record.key(), sequence);
      assertThat(before == null || before < sequence).isTrue();
    }
    ConsumerRecord<String, String> any = records.get(0);
    assertThat(header(any, CloudEventHeaders.TYPE)).isEqualTo("parcel.sent");
    assertThat(header(any, CloudEventHeaders.SPEC_VERSION)).isEqualTo("1.0");
    assertThat(header(any, CloudEventHeaders.CONTENT_TYPE)).isEqualTo("application/json");
    assertThat(header(any, CloudEventHeaders.SUBJECT)).isEqualTo(any.key());
    assertThat(any.headers().toArray()).noneMatch(h -> h.key().matches("(?i)camel.*|kafka.*"));
  }

  @Test
  @Order(7)
  void letsNoHeaderParameterOrBodyOfACallerChooseTheTopic() throws Exception {
    List<String> names =
        List.of(
            "kafka.OVERRIDE_TOPIC",
            "KAFKA.Override_Topic",
            "CamelKafkaOverrideTopic",
            "camelkafkaoverridetopic",
            "CamelKafkaTopic",
            "CAMELKAFKATOPIC",
            "camelSqlQuery",
            "CamelSqlRetrieveGeneratedKeys");
    String body =
        names.stream()
            .map("\"%s\":\"parcel.stolen\""::formatted)
            .collect(Collectors.joining(",", "{", "}"));
    for (String name : names) {
      calls.sendBodyAndHeader("direct:call", body, name, "parcel.stolen");
      calls.sendBodyAndHeader("direct:call", List.of(body), name, "parcel.stolen");
      for (String path : List.of("/publish", "/append")) {
        assertThat(post(path, body, name, "parcel.stolen")).isEqualTo(200);
        assertThat(post(path + "?" + name + "=parcel.stolen", body, "x-other", "x")).isEqualTo(200);
      }
    }

    assertThat(read("outbox", 4 * names.size()))
        .allSatisfy(record -> assertThat(record.value()).isEqualTo(body))
        .flatExtracting(record -> List.of(record.headers().toArray()))
        .noneMatch(header -> header.key().matches("(?i)(camel|kafka[.]).*"));
    await().until(() -> pending("parcel.sent") == 0);
    assertThat(
            jdbc.queryForObject(
                "SELECT count(*) FROM outbox_events WHERE aggregate_id = 'http-1'"
                    + " AND event_type = 'parcel.sent' AND payload = ?::jsonb",
                Long.class,
                body))
        .isEqualTo(2L * names.size());
    assertThat(end("parcel.stolen")).isZero();
  }

  private int post(String path, String body, String header, String value) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header(header, value)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  /** How many records a topic has had. */
  private static long end(String topic) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", KAFKA.bootstrapServers()))) {
      Map<TopicPartition, OffsetSpec> latest =
          admin
              .describeTopics(List.of(topic))
              .allTopicNames()
              .get()
              .get(topic)
              .partitions()
              .stream()
              .collect(
                  Collectors.toMap(
                      each -> new TopicPartition(topic, each.partition()),
                      each -> OffsetSpec.latest()));
      return admin.listOffsets(latest).all().get().values().stream()
          .mapToLong(ListOffsetsResultInfo::offset)
          .sum();
    }
  }

  /** Kafka's client sends a batch again in halves, and these again. */
  @Test
  @Order(7)
  void batchesThatAreTooLargeForTheTopicArriveInOrder() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", KAFKA.bootstrapServers()))) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, "parcel.narrow"),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry("max.message.bytes", "3000"), AlterConfigOp.OpType.SET))))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
    int lines = LINES.list.size();
    jdbc.update("UPDATE outbox_relay SET paused_at = now()");
    for (int n = 1; n <= 60; n++) {
      append("parcel.narrow", "narrow", n, 1000);
    }
    jdbc.update("UPDATE outbox_relay SET paused_at = NULL");

    await().until(() -> pending() == 0);

    assertThat(parked()).isZero();
    assertThat(List.copyOf(sequencesByKey(read("parcel.narrow", 60)).get("narrow")))
        .hasSize(60)
        .isSorted();
    assertThat(List.copyOf(LINES.list).subList(lines, LINES.list.size()))
        .anyMatch(line -> line.getFormattedMessage().contains("splitting and retrying"));
  }

  @Test
  @Order(2)
  void parksAnEventThatIsTooLargeAndGoesOn() {
    append("big", 1, 2 * 1024 * 1024);
    append("big", 2, 10);
    append("small", 1, 10);

    await().until(() -> pending() == 2 && parked() == 1);

    assertThat(
            jdbc.queryForObject(
                "SELECT parked_reason FROM outbox_events WHERE parked_at IS NOT NULL",
                String.class))
        .startsWith("Kafka refused it for topic parcel.sent");
    jdbc.update("DELETE FROM outbox_events WHERE parked_at IS NOT NULL");
    await().until(() -> pending() == 0);
  }

  @Tag("long")
  @Test
  @Order(3)
  void aDeniedTopicHoldsBackItsOwnKeysOnlyAndIsParkedAfterAWhile() {
    int lines = LoggedLines.ofWarnings(LINES);
    KAFKA.deny("parcel.lost", AclOperation.WRITE);
    for (int n = 1; n <= 50; n++) {
      append("parcel.lost", "lost-" + n % 5, n, 10);
      append("parcel.sent", n % 10 == 0 ? "lost-0" : "sent-" + n % 5, n, 10);
    }
    append("no.such.topic", "other", 1, 10);

    // 41 of parcel.sent; those of lost-0 wait, as the first of them is behind one of parcel.lost.
    await().atMost(Duration.ofSeconds(9)).until(() -> pending("parcel.sent") == 5);
    assertThat(parked()).isZero();
    await().atMost(Duration.ofSeconds(60)).until(() -> keepsSending() && parked() == 6);
    assertThat(reasons())
        .containsExactlyInAnyOrder(
            "Kafka denies writing to topic parcel.lost: give this service's user the permission"
                + " WRITE, then retry the event",
            "Kafka has no topic no.such.topic: create it, then retry the event");
    assertThat(LoggedLines.ofWarnings(LINES) - lines).isLessThan(60);

    KAFKA.allow("parcel.lost");
    jdbc.update("DELETE FROM outbox_events WHERE event_type = 'no.such.topic'");
    jdbc.update(
        "WITH again AS (UPDATE outbox_events SET parked_at = NULL) UPDATE outbox_relay SET floor ="
            + " 0");
    await().atMost(Duration.ofSeconds(60)).until(() -> pending() == 0);
    assertThat(sequencesByKey(read("parcel.lost", 50)).values())
        .hasSize(5)
        .allSatisfy(sequences -> assertThat(List.copyOf(sequences)).hasSize(10).isSorted());
  }

  private boolean keepsSending() {
    append("parcel.sent", "steady", 1, 10);
    return true;
  }

  @Test
  @Order(4)
  void parksEventsOfTopicsThatKafkaCannotHaveAndGoesOn() {
    append("not a topic!", "odd-1", 1, 10);
    append("..", "odd-2", 1, 10);
    append("__consumer_offsets", "odd-3", 1, 10);
    append("parcel.sent", "even", 1, 10);

    await().atMost(Duration.ofSeconds(30)).until(() -> parked() == 3 && pending() == 3);
    assertThat(pending("parcel.sent")).isZero();
    jdbc.update("DELETE FROM outbox_events WHERE parked_at IS NOT NULL");
  }

  /**
   * 1.2 MB at 60 kB/s, of which the first 600 kB pass at once: longer than the delivery timeout of
   * 6 s.
   */
  @Test
  @Order(5)
  void aBatchThatTakesLongerThanTheDeliveryTimeoutIsPublishedInOrder() throws Exception {
    int events = 24;
    quota(60_000.0);
    try {
      jdbc.update("UPDATE outbox_relay SET paused_at = now()");
      for (int n = 1; n <= events; n++) {
        append("parcel.slow", "slow-" + n % 4, n, 50_000);
      }
      jdbc.update("UPDATE outbox_relay SET paused_at = NULL");

      await().atMost(Duration.ofSeconds(60)).until(() -> pending() == 0);
    } finally {
      quota(null);
    }
    assertThat(parked()).isZero();
    List<ConsumerRecord<String, String>> records = read("parcel.slow", events);
    assertThat(sequencesByKey(records).values())
        .hasSize(4)
        .allSatisfy(sequences -> assertThat(List.copyOf(sequences)).hasSize(6).isSorted());
    assertThat(
            records.stream()
                .collect(
                    Collectors.groupingBy(
                        r -> header(r, CloudEventHeaders.ID), Collectors.counting()))
                .values())
        .allMatch(times -> times <= 3);
  }

  /** Of every client, in bytes a second; null takes it away. */
  private static void quota(Double bytesASecond) throws Exception {
    ClientQuotaEntity everyClient =
        new ClientQuotaEntity(Collections.singletonMap(ClientQuotaEntity.CLIENT_ID, null));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", KAFKA.bootstrapServers()))) {
      admin
          .alterClientQuotas(
              List.of(
                  new ClientQuotaAlteration(
                      everyClient,
                      List.of(new ClientQuotaAlteration.Op("producer_byte_rate", bytesASecond)))))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  @Order(6)
  void parksNothingWhileTheBrokerIsAway() {
    KAFKA.stop();
    for (int n = 1; n <= 20; n++) {
      append("late", n, 10);
    }
    await().pollDelay(Duration.ofSeconds(4)).until(() -> pending() == 20);
    assertThat(parked()).isZero();

    KAFKA.restart();

    await().atMost(Duration.ofSeconds(60)).until(() -> pending() == 0);
  }

  private void append(String key, int n, int size) {
    append("parcel.sent", key, n, size);
  }

  private void append(String type, String key, int n, int size) {
    jdbc.update(
        "INSERT INTO outbox_events (id, aggregate_id, event_type, payload, message_key,"
            + " event_sequence) VALUES (?, ?, ?, jsonb_build_object('x', repeat('x', ?)), ?, ?)",
        UUID.randomUUID().toString(),
        key,
        type,
        size,
        key,
        n);
  }

  private long pending(String type) {
    return jdbc.queryForObject(
        "SELECT count(*) FROM outbox_events WHERE processed_at IS NULL AND event_type = ?",
        Long.class,
        type);
  }

  private List<String> reasons() {
    return jdbc.queryForList(
        "SELECT DISTINCT parked_reason FROM outbox_events WHERE parked_at IS NOT NULL",
        String.class);
  }

  /** By their first appearance: what is sent twice does not count. */
  private static Map<String, Set<Long>> sequencesByKey(
      List<ConsumerRecord<String, String>> records) {
    return records.stream()
        .collect(
            Collectors.groupingBy(
                ConsumerRecord::key,
                Collectors.mapping(
                    record -> Long.valueOf(header(record, CloudEventHeaders.SEQUENCE)),
                    Collectors.toCollection(LinkedHashSet::new))));
  }

  private long pending() {
    return jdbc.queryForObject(
        "SELECT count(*) FROM outbox_events WHERE processed_at IS NULL", Long.class);
  }

  private long parked() {
    return jdbc.queryForObject(
        "SELECT count(*) FROM outbox_events WHERE parked_at IS NOT NULL", Long.class);
  }

  private static List<ConsumerRecord<String, String>> read(String topic, int count) {
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers", KAFKA.bootstrapServers(),
            "group.id", UUID.randomUUID().toString(),
            "auto.offset.reset", "earliest");
    List<ConsumerRecord<String, String>> records = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of(topic));
      await()
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                return records.size() >= count;
              });
    }
    return records;
  }

  private static String header(ConsumerRecord<String, String> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
