package orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.waybill.local.Database;
import io.waybill.local.LocalKafka;
import io.waybill.local.LocalPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.main.Main;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The YAML routes on plain Camel, with PostgreSQL and Kafka, and without a Spring container. */
class OrdersYamlIT {
  private static final LocalPostgres POSTGRES = LocalPostgres.start();
  private static final LocalKafka KAFKA = LocalKafka.start();
  private static final Main MAIN = new Main();
  private static Database database;

  @BeforeAll
  static void start() {
    KAFKA.createTopics("order.placed", "dead-letter.billing");
    database = POSTGRES.createDatabase("orders");
    Flyway.configure()
        .dataSource(database.jdbcUrl(), database.user(), database.password())
        .locations("classpath:db/outbox", "classpath:db/events", "classpath:db/orders")
        .load()
        .migrate();
    MAIN.addOverrideProperty("camel.beans.dataSource.jdbcUrl", database.jdbcUrl());
    MAIN.addOverrideProperty("camel.beans.dataSource.username", database.user());
    MAIN.addOverrideProperty("camel.beans.dataSource.password", database.password());
    MAIN.addOverrideProperty("camel.component.kafka.brokers", KAFKA.bootstrapServers());
    MAIN.start();
  }

  @AfterAll
  static void stop() {
    MAIN.stop();
    KAFKA.close();
    POSTGRES.close();
  }

  @Test
  void thereIsNoSpringBoot() {
    assertThatThrownBy(() -> Class.forName("org.springframework.boot.SpringApplication"))
        .isInstanceOf(ClassNotFoundException.class);
  }

  @Test
  void storesAnEventOnceAlsoWhenItIsDeliveredTwice() throws SQLException {
    String id = place(2);
    await().atMost(Duration.ofSeconds(60)).until(() -> stored(id) == 1);

    // As an operator's republish does, at one stroke: Kafka gets the event again.
    sql(
        "WITH again AS (UPDATE outbox_events SET processed_at = NULL WHERE aggregate_id = '"
            + id
            + "') UPDATE outbox_relay SET floor = 0");
    String later = place(3);

    await().atMost(Duration.ofMinutes(2)).until(() -> stored(later) == 1 && pending() == 0);
    // Two orders, one of them twice.
    await().atMost(Duration.ofMinutes(2)).until(() -> consumed() == 3);
    assertThat(stored(id)).isEqualTo(1);
  }

  @Test
  void aRolledBackOrderSendsNothing() throws SQLException {
    String id = UUID.randomUUID().toString();
    assertThatThrownBy(() -> place(id, 1001)).hasRootCauseMessage("More than 1000 of one item");
    assertThat(count("orders WHERE id = '" + id + "'")).isZero();
    assertThat(count("outbox_events WHERE aggregate_id = '" + id + "'")).isZero();
  }

  private static String place(int quantity) {
    String id = UUID.randomUUID().toString();
    place(id, quantity);
    return id;
  }

  private static void place(String id, int quantity) {
    MAIN.getCamelContext()
        .createProducerTemplate()
        .requestBody(
            "direct:place-order", Map.of("id", id, "item", "a parcel", "quantity", quantity));
  }

  private static long stored(String id) throws SQLException {
    return count("processed_events WHERE resource_id = '" + id + "'");
  }

  private static long pending() throws SQLException {
    return count("outbox_events WHERE processed_at IS NULL");
  }

  private static long count(String rows) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT count(*) FROM " + rows)) {
      result.next();
      return result.getLong(1);
    }
  }

  private static void sql(String update) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(update);
    }
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
