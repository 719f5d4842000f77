package io.waybill.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.waybill.TemplatesTestApplication;
import io.waybill.health.BackgroundPart;
import io.waybill.health.BackgroundParts;
import io.waybill.local.LocalPostgres;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@CamelSpringBootTest
@SpringBootTest(classes = {TemplatesTestApplication.class, RetentionIT.Routes.class})
@DirtiesContext // its timers would go on without the database, beside the tests that follow in this
// JVM
class RetentionIT {
  static final LocalPostgres POSTGRES = LocalPostgres.start();
  static final List<Integer> BATCHES = new CopyOnWriteArrayList<>();

  @Autowired JdbcTemplate jdbc;
  @Autowired CamelContext camel;

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry registry) {
    TemplatesTestApplication.useDatabase(registry, POSTGRES.createDatabase("retentiondb"));
  }

  @AfterAll
  static void stop() {
    POSTGRES.close();
  }

  @TestConfiguration
  static class Routes {
    @Bean
    RouteBuilder retention() {
      return new RouteBuilder() {
        @Override
        public void configure() {
          from("kamelet:retention-source?name=outbox&age=PT1H&batchSize=10&period=100")
              .routeId("outbox-retention")
              .process(e -> BATCHES.add(e.getMessage().getBody(Integer.class)));
          from("kamelet:retention-source?name=events&age=PT1H&batchSize=10&period=100"
                  + "&statement=classpath:sql/event/delete-old.sql")
              .routeId("events-retention")
              .to("mock:deleted");
        }
      };
    }
  }

  @Test
  void deletesOnlyOldPublishedEventsInSmallBatches() {
    BATCHES.clear();
    insert("old", 35, "now() AT TIME ZONE 'UTC' - interval '2 hours'");
    insert("fresh", 5, "now() AT TIME ZONE 'UTC'");
    insert("pending", 5, "NULL");

    await().until(() -> count("old") == 0);

    assertThat(count("fresh")).isEqualTo(5);
    assertThat(count("pending")).isEqualTo(5);
    assertThat(BATCHES).allMatch(rows -> rows > 0 && rows <= 10);
    assertThat(BATCHES.stream().mapToInt(Integer::intValue).sum()).isEqualTo(35);
  }

  @Test
  void deletesOldStoredEvents() {
    jdbc.update(
        "INSERT INTO processed_events (id, event_type, payload, event_sequence, processed_at)"
            + " SELECT gen_random_uuid(), 'x', '{}', 1, now() AT TIME ZONE 'UTC' - n * interval '10 minutes'"
            + " FROM generate_series(1, 30) n");

    await()
        .until(() -> jdbc.queryForObject("SELECT count(*) FROM processed_events", Long.class) <= 5);
  }

  @Test
  void saysInOneLineThatTheDatabaseIsFullAndGoesOn() {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    root.addAppender(lines);
    jdbc.execute(
        """
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          RAISE EXCEPTION 'refused by the test' USING ERRCODE = '53100';
        END $$;
        CREATE TRIGGER refuse BEFORE DELETE ON outbox_events FOR EACH ROW EXECUTE FUNCTION refuse()
        """);
    try {
      insert("full", 5, "now() AT TIME ZONE 'UTC' - interval '2 hours'");
      BackgroundPart part =
          BackgroundParts.of(camel).part("retention", "outbox", Duration.ofMinutes(1));
      await().until(() -> String.valueOf(part.state().reason()).contains("refused by the test"));
      await().pollDelay(Duration.ofMillis(800)).until(() -> count("full") == 5);

      assertThat(part.state().up()).isTrue();
      assertThat(part.state().reason()).startsWith("waits: ");
      assertThat(lines.list)
          .filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
          // Clients of Kafka that other classes have left say that their broker is gone.
          .filteredOn(line -> !line.getLoggerName().startsWith("org.apache.kafka"))
          .singleElement()
          .satisfies(line -> assertThat(line.getThrowableProxy()).isNull());
    } finally {
      jdbc.execute("DROP FUNCTION refuse CASCADE");
      root.detachAppender(lines);
    }
    await().until(() -> count("full") == 0);
  }

  private void insert(String key, int rows, String processedAt) {
    jdbc.update(
        "INSERT INTO outbox_events (id, aggregate_id, event_type, payload, message_key, event_sequence, processed_at)"
            + " SELECT gen_random_uuid()::text, ?, 'x', '{}', ?, n, "
            + processedAt
            + " FROM generate_series(1, ?) n",
        key,
        key,
        rows);
  }

  private long count(String key) {
    return jdbc.queryForObject(
        "SELECT count(*) FROM outbox_events WHERE message_key = ?", Long.class, key);
  }
}
