package io.waybill.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.waybill.TemplatesTestApplication;
import io.waybill.events.CloudEventHeaders;
import io.waybill.local.LocalKafka;
import io.waybill.local.LocalPostgres;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * From the table to a real broker: order, headers, a refused event, and a broker that goes away.
 */
@CamelSpringBootTest
@SpringBootTest(classes = {TemplatesTestApplication.class, OutboxKafkaSinkIT.Routes.class})
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OutboxKafkaSinkIT {
  static final LocalPostgres POSTGRES = LocalPostgres.start();
  static final LocalKafka KAFKA = LocalKafka.start();

  @Autowired JdbcTemplate jdbc;

  @DynamicPropertySource
  static void servers(DynamicPropertyRegistry registry) {
    KAFKA.createTopics("parcel.sent");
    TemplatesTestApplication.useDatabase(registry, POSTGRES.createDatabase("outboxdb"));
    registry.add("camel.component.kafka.brokers", KAFKA::bootstrapServers);
  }

  @AfterAll
  static void stop() {
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
          from("timer:tick?period=100")
              .routeId("outbox-tick")
              .to("seda:outbox-wake?size=1&discardWhenFull=true");
          from("kamelet:outbox-source?source=/test")
              .routeId("outbox-relay")
              .to("kamelet:outbox-kafka-sink");
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

    List<ConsumerRecord<String, String>> records = read(1200);

    Map<String, Long> last = new java.util.HashMap<>();
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

  @Test
  @Order(3)
  void refusesAnEventOnceKafkaHasDeniedItsTopicForAWhile() {
    AtomicLong clock = new AtomicLong();
    Map<String, Object> config =
        Map.of("bootstrap.servers", KAFKA.bootstrapServers(), "max.block.ms", 500);
    try (OrderedProducer<String, String> producer =
        new OrderedProducer<>(
            () -> new KafkaProducer<>(config, new StringSerializer(), new StringSerializer()),
            new MissingTopics(clock::get))) {
      ProducerRecord<String, String> event = new ProducerRecord<>("no.such.topic", "key", "{}");
      event.headers().add(CloudEventHeaders.ID, "e-1".getBytes(StandardCharsets.UTF_8));

      assertThatThrownBy(() -> producer.send(event).get())
          .hasRootCauseInstanceOf(UnknownTopicOrPartitionException.class)
          .cause()
          .isNotInstanceOf(EventRefusedException.class);
      clock.addAndGet(MissingTopics.PATIENCE.toNanos());

      assertThatThrownBy(() -> producer.send(event).get())
          .cause()
          .isInstanceOf(EventRefusedException.class)
          .hasMessage("Kafka has no topic no.such.topic: create it, then retry the event");
    }
  }

  @Test
  @Order(4)
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
    jdbc.update(
        "INSERT INTO outbox_events (id, aggregate_id, event_type, payload, message_key, event_sequence)"
            + " VALUES (?, ?, 'parcel.sent', jsonb_build_object('x', repeat('x', ?)), ?, ?)",
        UUID.randomUUID().toString(),
        key,
        size,
        key,
        n);
  }

  private long pending() {
    return jdbc.queryForObject(
        "SELECT count(*) FROM outbox_events WHERE processed_at IS NULL", Long.class);
  }

  private long parked() {
    return jdbc.queryForObject(
        "SELECT count(*) FROM outbox_events WHERE parked_at IS NOT NULL", Long.class);
  }

  private static List<ConsumerRecord<String, String>> read(int count) {
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers", KAFKA.bootstrapServers(),
            "group.id", UUID.randomUUID().toString(),
            "auto.offset.reset", "earliest");
    List<ConsumerRecord<String, String>> records = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of("parcel.sent"));
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
