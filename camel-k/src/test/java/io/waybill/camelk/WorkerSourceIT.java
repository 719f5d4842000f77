package io.waybill.camelk;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.waybill.local.Database;
import io.waybill.local.LocalKafka;
import io.waybill.local.LocalPostgres;
import io.waybill.local.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.main.Main;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worker from its Integration's sources, compiled by Camel, without Spring Boot. */
class WorkerSourceIT {
  @TempDir private Path directory;

  @Test
  void storesEachEventOnce() throws Exception {
    assertThatThrownBy(() -> Class.forName("org.springframework.boot.SpringApplication"))
        .isInstanceOf(ClassNotFoundException.class);
    assertThatThrownBy(() -> Class.forName("org.springframework.context.ApplicationContext"))
        .isInstanceOf(ClassNotFoundException.class);
    try (LocalPostgres postgres = LocalPostgres.start();
        LocalKafka kafka = LocalKafka.start()) {
      Database database = postgres.createDatabase("workerdb");
      Flyway.configure()
          .dataSource(database.jdbcUrl(), database.user(), database.password())
          .locations("classpath:db/events")
          .load()
          .migrate();
      kafka.createTopics(Topics.names());
      Main worker = worker(database, kafka);
      worker.start();
      try {
        String id = UUID.randomUUID().toString();
        send(kafka, "resource.created", id);
        send(kafka, "resource.created", id);
        send(kafka, "task.completed", UUID.randomUUID().toString());

        await().atMost(Duration.ofSeconds(60)).until(() -> stored(database) == 2);
      } finally {
        worker.stop();
      }
    }
  }

  private Main worker(Database database, LocalKafka kafka) throws Exception {
    Integration integration = Integration.named("worker-service");
    Main worker = new Main();
    worker
        .configure()
        .withRoutesIncludePattern(String.join(",", integration.writeSources(directory)));
    for (String property : integration.properties()) {
      String[] pair = property.split("=", 2);
      worker.addInitialProperty(pair[0], pair[1]);
    }
    // The environment of the pod.
    worker.addOverrideProperty("WORKER_DB_HOST", database.host());
    worker.addOverrideProperty("WORKER_DB_PORT", Integer.toString(database.port()));
    worker.addOverrideProperty("WORKER_DB_NAME", database.name());
    worker.addOverrideProperty("WORKER_DB_USER", database.user());
    worker.addOverrideProperty("WORKER_DB_PASSWORD", database.password());
    worker.addOverrideProperty("KAFKA_BROKERS", kafka.bootstrapServers());
    return worker;
  }

  private static void send(LocalKafka kafka, String topic, String id) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      ProducerRecord<String, String> event =
          new ProducerRecord<>(
              topic,
              "r1",
              "{\"id\":\"r1\",\"task_id\":\"t1\",\"resource_id\":\"r1\",\"status\":\"x\"}");
      Map.of(
              "ce_specversion", "1.0",
              "ce_id", id,
              "ce_type", topic,
              "ce_source", "/test",
              "ce_subject", "r1",
              "ce_sequence", "1")
          .forEach(
              (name, value) -> event.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
      producer.send(event).get();
    }
  }

  private static long stored(Database database) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT count(*) FROM processed_events")) {
      result.next();
      return result.getLong(1);
    }
  }
}
