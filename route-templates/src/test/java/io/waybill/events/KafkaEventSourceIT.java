package io.waybill.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.waybill.TemplatesTestApplication;
import io.waybill.local.LocalKafka;
import io.waybill.local.LocalPostgres;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The Kafka event source and the event sink on a real broker and a real table. */
@CamelSpringBootTest
@SpringBootTest(classes = {TemplatesTestApplication.class, KafkaEventSourceIT.Routes.class})
class KafkaEventSourceIT {
  static final LocalPostgres POSTGRES = LocalPostgres.start();
  static final LocalKafka KAFKA = LocalKafka.start();

  static final SimpleMeterRegistry METERS = new SimpleMeterRegistry();

  static final List<ReceivedEvent> SEEN = new CopyOnWriteArrayList<>();
  static volatile boolean away;
  static volatile String correlated;
  static volatile String unprocessable;

  @Autowired JdbcTemplate jdbc;

  @DynamicPropertySource
  static void servers(DynamicPropertyRegistry registry) {
    KAFKA.createTopics("order.created", "dead-letter.orders");
    Metrics.addRegistry(METERS);
    TemplatesTestApplication.useDatabase(registry, POSTGRES.createDatabase("eventsdb"));
    registry.add("camel.component.kafka.brokers", KAFKA::bootstrapServers);
  }

  @AfterAll
  static void stop() {
    Metrics.removeRegistry(METERS);
    KAFKA.close();
    POSTGRES.close();
  }

  @TestConfiguration
  static class Routes {
    @Bean
    RouteBuilder eventRoutes() {
      return new RouteBuilder() {
        @Override
        public void configure() {
          from("kamelet:kafka-event-source?topics=order.created&groupId=orders"
                  + "&deadLetterTopic=dead-letter.orders&retryDelay=50")
              .routeId("store-orders")
              .process(KafkaEventSourceIT::look)
              .to("kamelet:event-sink");
        }
      };
    }
  }

  @SuppressWarnings("unchecked")
  private static void look(Exchange exchange) {
    List<ReceivedEvent> events = exchange.getMessage().getBody(List.class);
    correlated = MDC.get("correlation_id");
    if (away) {
      throw new DataAccessResourceFailureException("the database is away");
    }
    if (events.stream().anyMatch(e -> e.id().equals(unprocessable))) {
      throw new IllegalArgumentException("no such order");
    }
    SEEN.addAll(events);
  }

  @Test
  void storesEachEventOnceHoweverOftenItComes() {
    String id = UUID.randomUUID().toString();
    ProducerRecord<String, String> event = event(id, "o-1", 7, "{\"n\":1}");
    send(List.of(event, event, event));

    await().until(() -> count(id) == 1 && seen(id) == 3);
    assertThat(correlated).isEqualTo("request-1");

    Map<String, Object> row =
        jdbc.queryForMap("SELECT * FROM processed_events WHERE id = ?::uuid", id);
    assertThat(row)
        .containsEntry("event_type", "order.created")
        .containsEntry("resource_id", "o-1")
        .containsEntry("action", "created")
        .containsEntry("event_sequence", 7L)
        .containsEntry("correlation_id", "request-1");
    assertThat(row.get("payload").toString()).isEqualTo("{\"n\": 1}");
  }

  @Test
  void losesNothingWhileTheDatabaseIsAway() {
    away = true;
    List<String> ids = Stream.generate(() -> UUID.randomUUID().toString()).limit(50).toList();
    send(ids.stream().map(id -> event(id, "o-1", ids.indexOf(id), "{}")).toList());
    await()
        .pollDelay(Duration.ofMillis(500))
        .until(() -> ids.stream().allMatch(id -> count(id) == 0) && counted("failed") >= 50);

    away = false;

    await().atMost(Duration.ofMinutes(2)).until(() -> ids.stream().allMatch(id -> count(id) == 1));
    assertThat(deadLetters(Duration.ofSeconds(1))).noneMatch(l -> ids.contains(header(l, "ce_id")));
  }

  @Test
  void deadLettersOnlyTheEventsThatCanNeverBeProcessed() {
    unprocessable = UUID.randomUUID().toString();
    String good = UUID.randomUUID().toString();
    String notJson = UUID.randomUUID().toString();
    String notStorable = UUID.randomUUID().toString();
    ProducerRecord<String, String> inTheYear999999 = event(notStorable, "o-9", 4, "{}");
    inTheYear999999.headers().remove("ce_time");
    inTheYear999999
        .headers()
        .add("ce_time", "+999999-01-01T00:00:00Z".getBytes(StandardCharsets.UTF_8));
    send(
        List.of(
            event(unprocessable, "o-9", 1, "{\"bad\":true}"),
            event(notJson, "o-9", 2, "nonsense"),
            inTheYear999999,
            event(good, "o-9", 3, "{}"),
            new ProducerRecord<>("order.created", "o-9", "{}")));

    await().until(() -> count(good) == 1);
    List<ConsumerRecord<String, String>> letters = new ArrayList<>();
    await().until(() -> letters.addAll(deadLetters(Duration.ofSeconds(2))) && letters.size() >= 4);

    assertThat(letters)
        .extracting(l -> header(l, DeadLetter.REASON))
        .contains("no such order", "the value is not JSON", "the header ce_subject is missing");
    ConsumerRecord<String, String> letter =
        letters.stream()
            .filter(l -> unprocessable.equals(header(l, "ce_id")))
            .findFirst()
            .orElseThrow();
    assertThat(letter.key()).isEqualTo("o-9");
    assertThat(letter.value()).isEqualTo("{\"bad\":true}");
    assertThat(header(letter, "ce_type")).isEqualTo("order.created");
    assertThat(header(letter, DeadLetter.TOPIC)).isEqualTo("order.created");
    assertThat(header(letter, DeadLetter.OFFSET)).matches("\\d+");
    assertThat(count(unprocessable)).isZero();
    assertThat(letters).anyMatch(l -> notStorable.equals(header(l, "ce_id")));
    assertThat(counted("dead.lettered")).isGreaterThanOrEqualTo(4);
  }

  private static double counted(String what) {
    return METERS
        .get("kafka.consumer.messages." + what)
        .tag("topic", "order.created")
        .counter()
        .count();
  }

  private long count(String id) {
    return jdbc.queryForObject(
        "SELECT count(*) FROM processed_events WHERE id = ?::uuid", Long.class, id);
  }

  private static long seen(String id) {
    return SEEN.stream().filter(e -> e.id().equals(id)).count();
  }

  private static ProducerRecord<String, String> event(
      String id, String subject, int sequence, String payload) {
    ProducerRecord<String, String> event = new ProducerRecord<>("order.created", subject, payload);
    Map.of(
            "ce_id",
            id,
            "ce_type",
            "order.created",
            "ce_subject",
            subject,
            "ce_sequence",
            Integer.toString(sequence),
            "ce_time",
            "2026-01-02T03:04:05.678901Z",
            "correlation_id",
            "request-1")
        .forEach((k, v) -> event.headers().add(k, v.getBytes(StandardCharsets.UTF_8)));
    return event;
  }

  private static void send(List<ProducerRecord<String, String>> records) {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", KAFKA.bootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      for (Future<RecordMetadata> sent : records.stream().map(producer::send).toList()) {
        sent.get();
      }
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private static List<ConsumerRecord<String, String>> deadLetters(Duration timeout) {
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers", KAFKA.bootstrapServers(),
            "group.id", UUID.randomUUID().toString(),
            "auto.offset.reset", "earliest");
    List<ConsumerRecord<String, String>> letters = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of("dead-letter.orders"));
      long end = System.nanoTime() + timeout.toNanos();
      while (System.nanoTime() < end) {
        consumer.poll(Duration.ofMillis(200)).forEach(letters::add);
      }
    }
    return letters;
  }

  private static String header(ConsumerRecord<String, String> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
  }
}
