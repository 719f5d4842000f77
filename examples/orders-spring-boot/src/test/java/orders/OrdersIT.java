package orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.waybill.local.Database;
import io.waybill.local.LocalKafka;
import io.waybill.local.LocalPostgres;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.ProducerTemplate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The example as a whole, on PostgreSQL and Kafka. */
@SpringBootTest
@DirtiesContext
class OrdersIT {
  private static final LocalPostgres POSTGRES = LocalPostgres.start();
  private static final LocalKafka KAFKA = LocalKafka.start();

  @Autowired ProducerTemplate camel;
  @Autowired JdbcTemplate jdbc;

  @DynamicPropertySource
  static void servers(DynamicPropertyRegistry registry) {
    KAFKA.createTopics("order.placed", "dead-letter.billing");
    Database database = POSTGRES.createDatabase("orders");
    registry.add("spring.datasource.url", database::jdbcUrl);
    registry.add("spring.datasource.username", database::user);
    registry.add("spring.datasource.password", database::password);
    registry.add("camel.component.kafka.brokers", KAFKA::bootstrapServers);
  }

  @AfterAll
  static void stop() {
    KAFKA.close();
    POSTGRES.close();
  }

  @Test
  void storesAnEventOnceAlsoWhenItIsDeliveredTwice() {
    String id = place(2);
    await().atMost(Duration.ofSeconds(60)).until(() -> stored(id) == 1);

    // As an operator's republish does, at one stroke: Kafka gets the event again.
    jdbc.update(
        "WITH again AS (UPDATE outbox_events SET processed_at = NULL WHERE aggregate_id = ?)"
            + " UPDATE outbox_relay SET floor = 0",
        id);
    String later = place(3);

    // Both have one key each; a later order in the same partition is not needed, the relay's order
    // is.
    await().atMost(Duration.ofMinutes(2)).until(() -> stored(later) == 1 && pending() == 0);
    // Two orders, one of them twice.
    await().atMost(Duration.ofMinutes(2)).until(() -> consumed() == 3);
    assertThat(stored(id)).isEqualTo(1);
  }

  @Test
  void aRolledBackOrderSendsNothing() {
    String id = UUID.randomUUID().toString();
    assertThatThrownBy(() -> place(id, 1001)).hasRootCauseMessage("More than 1000 of one item");
    assertThat(count("SELECT count(*) FROM orders WHERE id = ?::uuid", id)).isZero();
    assertThat(count("SELECT count(*) FROM outbox_events WHERE aggregate_id = ?", id)).isZero();
  }

  private String place(int quantity) {
    String id = UUID.randomUUID().toString();
    place(id, quantity);
    return id;
  }

  private void place(String id, int quantity) {
    camel.requestBody(
        "direct:place-order", Map.of("id", id, "item", "a parcel", "quantity", quantity));
  }

  private int stored(String id) {
    return count("SELECT count(*) FROM processed_events WHERE resource_id = ?", id);
  }

  private int pending() {
    return count("SELECT count(*) FROM outbox_events WHERE processed_at IS NULL");
  }

  private int count(String sql, Object... parameters) {
    return jdbc.queryForObject(sql, Integer.class, parameters);
  }

  /** How many records of the topic the consumer group has dealt with. */
  private static long consumed() throws Exception {
    try (Admin admin =
        Admin.create(Map.of("bootstrap.servers", (Object) KAFKA.bootstrapServers()))) {
      return admin
          .listConsumerGroupOffsets("billing")
          .partitionsToOffsetAndMetadata()
          .get()
          .values()
          .stream()
          .mapToLong(OffsetAndMetadata::offset)
          .sum();
    }
  }
}
