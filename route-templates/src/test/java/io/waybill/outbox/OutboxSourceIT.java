package io.waybill.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.waybill.TemplatesTestApplication;
import io.waybill.events.CloudEventHeaders;
import io.waybill.health.BackgroundParts;
import io.waybill.health.PartState;
import io.waybill.local.Database;
import io.waybill.local.LocalPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The outbox source against a real table, with a target that the test can make fail. */
@CamelSpringBootTest
@SpringBootTest(classes = {TemplatesTestApplication.class, OutboxSourceIT.Routes.class})
class OutboxSourceIT {
  static final LocalPostgres POSTGRES = LocalPostgres.start();

  static final List<Message> PUBLISHED = new CopyOnWriteArrayList<>();

  static final ListAppender<ILoggingEvent> LINES = new ListAppender<>();

  /** How much was published at once. */
  static final List<Integer> BATCHES = new CopyOnWriteArrayList<>();

  /** What the target says of each batch, and how often it was asked then. */
  static final AtomicReference<RuntimeException> REFUSAL = new AtomicReference<>();

  static final AtomicInteger CALLS = new AtomicInteger();

  static volatile String refusedId;
  static volatile boolean away;

  /** Done once, in the middle of a turn, before the target takes the batch. */
  static final AtomicReference<Runnable> MEANWHILE = new AtomicReference<>();

  @Autowired JdbcTemplate jdbc;
  @Autowired ProducerTemplate camel;
  @Autowired CamelContext context;
  @Autowired TransactionTemplate inTransaction;

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry registry) {
    TemplatesTestApplication.useDatabase(registry, POSTGRES.createDatabase("outboxdb"));
  }

  @TestConfiguration
  static class Routes {
    @Bean
    RouteBuilder outboxRoutes() {
      return new RouteBuilder() {
        @Override
        public void configure() {
          from("kamelet:outbox-source?source=/test&batchSize=3&batchBytes=1000000&wake=wake")
              .routeId("relay")
              .process(OutboxSourceIT::publish);
          from("timer:tick?period=50").routeId("tick").to("seda:wake?size=1&discardWhenFull=true");
          from("direct:append")
              .routeId("append")
              .transacted()
              .to("kamelet:outbox-append-action?type=order.created")
              .choice()
              .when(header("fail"))
              .throwException(new IllegalStateException("after the event"));
        }
      };
    }
  }

  @SuppressWarnings("unchecked")
  private static void publish(Exchange exchange) {
    assertThat(TransactionSynchronizationManager.isActualTransactionActive()).isTrue();
    Runnable meanwhile = MEANWHILE.getAndSet(null);
    if (meanwhile != null) {
      meanwhile.run();
    }
    List<Message> batch = exchange.getMessage().getBody(List.class);
    for (Message event : batch) {
      if (away) {
        throw new IllegalStateException("the target is away");
      }
      String id = event.getHeader(CloudEventHeaders.ID, String.class);
      if (id.equals(refusedId)) {
        throw new EventRefusedException(id, "too large\0", null);
      }
    }
    if (REFUSAL.get() != null) {
      CALLS.incrementAndGet();
      throw REFUSAL.get();
    }
    PUBLISHED.addAll(batch);
    BATCHES.add(batch.size());
  }

  /** Spring Boot's start takes appenders away. */
  @BeforeEach
  void collectLines() {
    LINES.start();
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).addAppender(LINES);
  }

  @AfterAll
  static void collectNoLines() {
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).detachAppender(LINES);
  }

  @BeforeEach
  void empty() {
    refusedId = null;
    REFUSAL.set(null);
    away = false;
    jdbc.update("UPDATE outbox_relay SET paused_at = NULL");
    await().until(() -> pending() == 0);
    jdbc.update("DELETE FROM outbox_events");
    PUBLISHED.clear();
    BATCHES.clear();
  }

  @Test
  void emitsEventsInOrderAndMarksThem() {
    List<String> ids = appendEvents("order-1", 10);

    await().atMost(Duration.ofSeconds(10)).until(() -> pending() == 0);

    assertThat(PUBLISHED)
        .extracting(m -> m.getHeader(CloudEventHeaders.ID))
        .containsExactlyElementsOf(ids);
    Message first = PUBLISHED.get(0);
    assertThat(first.getBody()).isEqualTo("{\"n\": 1}");
    assertThat(first.getHeader(KafkaConstants.KEY)).isEqualTo("order-1");
    assertThat(first.getHeader(KafkaConstants.OVERRIDE_TOPIC)).isEqualTo("order.created");
    assertThat(first.getHeader(CloudEventHeaders.SEQUENCE)).isEqualTo("1");
    assertThat(first.getHeader(CloudEventHeaders.SOURCE)).isEqualTo("/test");
    assertThat(first.getHeader(CloudEventHeaders.TIME, String.class))
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
  }

  @Test
  void countsWhatItPublishedAndHowLongThatTook() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    Metrics.addRegistry(meters);
    try {
      appendEvents("order-1", 4);
      await().until(() -> meters.find("outbox.relay.lag").timer().count() == 4);
      assertThat(meters.get("outbox.published").tag("topic", "order.created").counter().count())
          .isEqualTo(4);
      assertThat(meters.get("outbox.relay.lag").timer().mean(TimeUnit.SECONDS)).isBetween(0.0, 5.0);
    } finally {
      Metrics.removeRegistry(meters);
    }
  }

  @Test
  void keepsTheBatchWhileTheTargetIsAway() {
    away = true;
    LINES.list.clear();
    List<String> ids = appendEvents("order-1", 4);
    await().pollDelay(Duration.ofSeconds(1)).until(() -> pending() == 4);
    assertThat(parked()).isZero();
    // With Camel's own error handler, which would add a stack trace each time.
    assertThat(LoggedLines.ofWarnings(LINES)).isLessThan(5);

    away = false;
    await().until(() -> pending() == 0);

    assertThat(PUBLISHED)
        .extracting(m -> m.getHeader(CloudEventHeaders.ID))
        .containsExactlyElementsOf(ids);
  }

  @Test
  void parksARefusedEventAndHoldsBackOnlyItsKey() {
    refusedId = UUID.randomUUID().toString();
    append(refusedId, "poisoned", 1);
    appendEvents("poisoned", 2);
    List<String> others = appendEvents("healthy", 5);

    await().until(() -> PUBLISHED.size() == 5 && parked() == 1);

    assertThat(PUBLISHED)
        .extracting(m -> m.getHeader(CloudEventHeaders.ID))
        .containsExactlyElementsOf(others);
    assertThat(
            jdbc.queryForObject(
                "SELECT parked_reason FROM outbox_events WHERE id = ?", String.class, refusedId))
        .isEqualTo("too large\uFFFD");

    refusedId = null;
    // At one stroke, or the relay raises the low-water mark between.
    jdbc.update(
        "WITH again AS (UPDATE outbox_events SET parked_at = NULL) UPDATE outbox_relay SET floor ="
            + " 0");
    await().until(() -> pending() == 0);
    assertThat(PUBLISHED.subList(5, 8))
        .extracting(m -> m.getHeader(KafkaConstants.KEY))
        .containsOnly("poisoned");
  }

  /** 500,000 bytes of text that PostgreSQL compresses to 6,000. */
  @Test
  void aBatchEndsWithItsBytesAndTheNextOneFollowsAtOnce() {
    jdbc.update("UPDATE outbox_relay SET paused_at = now()");
    List<String> ids = new ArrayList<>();
    for (int n = 1; n <= 7; n++) {
      ids.add(appendLarge("large", n, 500_000));
    }
    ids.addAll(appendEvents("large", 4));

    jdbc.update("UPDATE outbox_relay SET paused_at = NULL");
    await().until(() -> pending() == 0);

    assertThat(PUBLISHED)
        .extracting(m -> m.getHeader(CloudEventHeaders.ID))
        .containsExactlyElementsOf(ids);
    assertThat(BATCHES).startsWith(2, 2, 2, 3);
  }

  @Test
  void parksAnEventThatIsLargerThanABatchAndReadsNoPayloadOfIt() {
    String large = appendLarge("large", 1, 1_000_001);
    appendEvents("large", 1);
    appendEvents("small", 1);

    await().until(() -> parked() == 1 && PUBLISHED.size() == 1);

    assertThat(
            jdbc.queryForObject(
                "SELECT parked_reason FROM outbox_events WHERE id = ?", String.class, large))
        .contains("raise batchBytes");
    jdbc.update("DELETE FROM outbox_events WHERE parked_at IS NOT NULL");
    await().until(() -> pending() == 0);
  }

  @Test
  void parksAnEventWithoutATypeAndGoesOn() {
    jdbc.update("UPDATE outbox_relay SET paused_at = now()");
    appendEvents("untyped", 1);
    jdbc.update("UPDATE outbox_events SET event_type = '' WHERE processed_at IS NULL");
    List<String> others = appendEvents("typed", 2);

    jdbc.update("UPDATE outbox_relay SET paused_at = NULL");
    await().until(() -> parked() == 1 && PUBLISHED.size() == 2);

    assertThat(PUBLISHED)
        .extracting(m -> m.getHeader(CloudEventHeaders.ID))
        .containsExactlyElementsOf(others);
    jdbc.update("DELETE FROM outbox_events WHERE parked_at IS NOT NULL");
  }

  @Test
  void parksAnEventThatPostgresqlCannotReadAndGoesOn() throws SQLException {
    jdbc.update("UPDATE outbox_relay SET paused_at = now()");
    List<String> ids = appendEvents("healthy", 4);
    String damaged = appendEvents("damaged", 2).get(0);
    ids.addAll(appendEvents("healthy", 4));
    jdbc.update(
        "UPDATE outbox_events SET payload = (SELECT jsonb_agg(md5(n::text)) FROM"
            + " generate_series(1, 1000) n) WHERE id = ?",
        damaged);
    loseTheLargeValues();

    jdbc.update("UPDATE outbox_relay SET paused_at = NULL");
    await().until(() -> parked() == 1 && pending() == 2);

    // A batch may be published again: its mark is lost with a turn that fails then.
    assertThat(PUBLISHED.stream().map(m -> m.getHeader(CloudEventHeaders.ID)).distinct())
        .containsExactlyElementsOf(ids);
    assertThat(PUBLISHED).hasSizeLessThan(2 * ids.size());
    assertThat(reason(damaged)).startsWith("It can't be read from outbox_events: ");
    // A DELETE would miss the lost values.
    jdbc.execute("TRUNCATE outbox_events");
  }

  /**
   * As a damaged disk does it. PostgreSQL lets nobody write to such a table, so it gets another
   * kind.
   */
  private void loseTheLargeValues() throws SQLException {
    Database superuser = POSTGRES.superuser();
    Database outbox =
        new Database(
            superuser.host(), superuser.port(), "outboxdb", superuser.user(), superuser.password());
    String values =
        jdbc.queryForObject(
            "SELECT reltoastrelid::regclass::text FROM pg_class WHERE oid ="
                + " 'outbox_events'::regclass",
            String.class);
    try (Connection connection = outbox.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET allow_system_table_mods = on");
      String kind = "UPDATE pg_class SET relkind = '%s' WHERE oid = '%s'::regclass";
      statement.execute(kind.formatted("r", values));
      statement.execute("DELETE FROM " + values);
      statement.execute(kind.formatted("t", values));
    }
  }

  /** 150 numbers in 2,000 bytes, each of which is written with 131,072 digits. */
  @Test
  void parksAnEventWhoseTextIsFarLargerThanItsRow() {
    String vast = appendEvents("vast", 1).get(0);
    await().until(() -> pending() == 0);
    jdbc.update("UPDATE outbox_relay SET paused_at = now()");
    jdbc.update("DELETE FROM outbox_events");
    append(vast, "vast", 1, "[" + "1e131071,".repeat(100) + "1]");
    List<String> others = appendEvents("healthy", 2);

    jdbc.update("UPDATE outbox_relay SET paused_at = NULL");
    await().until(() -> parked() == 1 && pending() == 1);

    assertThat(PUBLISHED.stream().skip(1).map(m -> m.getHeader(CloudEventHeaders.ID)))
        .containsExactlyElementsOf(others);
    assertThat(reason(vast)).contains("raise batchBytes");
    jdbc.update("DELETE FROM outbox_events WHERE parked_at IS NOT NULL");
  }

  @Test
  void anEventThatCannotBeMarkedSuffersAlone() {
    jdbc.update("UPDATE outbox_relay SET paused_at = now()");
    List<String> ids = appendEvents("healthy", 4);
    String bad = appendEvents("bad", 1).get(0);
    ids.addAll(appendEvents("healthy", 4));
    jdbc.update("UPDATE outbox_events SET created_at = 'infinity' WHERE id = ?", ids.get(5));
    failUpdates("P0001", "NEW.processed_at IS NOT NULL AND NEW.id = '" + bad + "'");
    try {
      jdbc.update("UPDATE outbox_relay SET paused_at = NULL");
      await().until(() -> parked() == 1 && pending() == 1);
    } finally {
      jdbc.execute("DROP FUNCTION refuse CASCADE");
    }

    assertThat(
            PUBLISHED.stream()
                .map(m -> m.getHeader(CloudEventHeaders.ID, String.class))
                .filter(id -> !id.equals(bad))
                .distinct())
        .containsExactlyElementsOf(ids);
    assertThat(reason(bad)).startsWith("It is published, but can't be marked as processed: ");
    jdbc.update("DELETE FROM outbox_events WHERE parked_at IS NOT NULL");
  }

  /** As with a trigger or a constraint of somebody's own on the table. */
  @Test
  void anEventThatCanBeNeitherMarkedNorParkedIsSaidInFewLines() {
    jdbc.update("UPDATE outbox_relay SET paused_at = now()");
    String bad = appendEvents("bad", 1).get(0);
    failUpdates("P0001", "NEW.id = '" + bad + "'");
    LINES.list.clear();
    try {
      jdbc.update("UPDATE outbox_relay SET paused_at = NULL");
      await().ignoreExceptions().until(() -> relay().reason().startsWith("fails: "));
      await().pollDelay(Duration.ofSeconds(4)).until(() -> pending() == 1);

      assertThat(relay().reason()).contains("refused by the test");
      // Camel says each rollback, with longer and longer pauses between them.
      assertThat(LoggedLines.ofWarnings(LINES)).isLessThan(12);
      assertThat(LINES.list).noneMatch(line -> line.getFormattedMessage().startsWith("Parked"));
    } finally {
      jdbc.execute("DROP FUNCTION refuse CASCADE");
    }
    await().until(() -> parked() == 1);
    assertThat(LINES.list).anyMatch(line -> line.getFormattedMessage().contains(bad));
    jdbc.update("DELETE FROM outbox_events WHERE parked_at IS NOT NULL");
  }

  /** A full disk, too many connections, a timeout, a failed disk, a lock, a conflict. */
  @ParameterizedTest
  @ValueSource(strings = {"53100", "53300", "57014", "58030", "55P03", "40001"})
  void parksNothingAndPublishesNothingAgainWhileTheDatabaseIsFullOrBusy(String state) {
    jdbc.update("UPDATE outbox_relay SET paused_at = now()");
    failUpdates(state, "true");
    try {
      List<String> ids = appendEvents("order-1", 5);
      LINES.list.clear();
      jdbc.update("UPDATE outbox_relay SET paused_at = NULL");
      await().pollDelay(Duration.ofMillis(1500)).until(() -> pending() == 5);

      assertThat(parked()).isZero();
      assertThat(PUBLISHED).hasSizeLessThanOrEqualTo(2 * 3);
      assertThat(LoggedLines.ofWarnings(LINES)).isLessThan(10);
      assertThat(relay().up()).isTrue();
      assertThat(relay().reason()).startsWith("waits: ").contains("refused by the test");

      jdbc.execute("DROP FUNCTION refuse CASCADE");
      await().until(() -> pending() == 0);
      assertThat(PUBLISHED.stream().map(m -> m.getHeader(CloudEventHeaders.ID)).distinct())
          .containsExactlyElementsOf(ids);
      assertThat(parked()).isZero();
    } finally {
      jdbc.execute("DROP FUNCTION IF EXISTS refuse CASCADE");
    }
  }

  @Tag("long")
  @Test
  void aRefusedPasswordTakesFewLinesAndParksNothing() throws SQLException {
    Database outbox = POSTGRES.createDatabase("outboxdb");
    jdbc.update("UPDATE outbox_relay SET paused_at = now()");
    List<String> ids = appendEvents("order-1", 5);
    jdbc.update("UPDATE outbox_relay SET paused_at = NULL");
    try (Connection connection = POSTGRES.superuser().connect();
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER ROLE outboxdb PASSWORD 'another'");
      try {
        statement.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'outboxdb'");
        await()
            .atMost(Duration.ofSeconds(20))
            // There is no part before the relay's first turn.
            .ignoreExceptionsInstanceOf(IndexOutOfBoundsException.class)
            .until(() -> String.valueOf(relay().reason()).contains("password authentication"));
        LINES.list.clear();
        await().pollDelay(Duration.ofSeconds(6)).until(() -> true);
        assertThat(LoggedLines.ofWarnings(LINES)).as("%s", LINES.list).isLessThan(8);
      } finally {
        statement.execute("ALTER ROLE outboxdb PASSWORD '" + outbox.password() + "'");
      }
    }
    await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> pending() == 0);
    assertThat(parked()).isZero();
    assertThat(PUBLISHED.stream().map(m -> m.getHeader(CloudEventHeaders.ID)).distinct())
        .containsExactlyElementsOf(ids);
  }

  /** A trigger of the table that ends each UPDATE of such a row. */
  private void failUpdates(String state, String condition) {
    jdbc.execute(
        """
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF %s THEN
            RAISE EXCEPTION 'refused by the test' USING ERRCODE = '%s';
          END IF;
          RETURN NEW;
        END $$;
        CREATE TRIGGER refuse BEFORE UPDATE ON outbox_events FOR EACH ROW EXECUTE FUNCTION refuse()
        """
            .formatted(condition, state));
  }

  private PartState relay() {
    return BackgroundParts.of(context).of("relay").get(0).state();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTargetThatNamesAnotherEventOrTopicIsNotAskedWithoutPause(boolean event) {
    REFUSAL.set(
        event
            ? new EventRefusedException("another", "too large", null)
            : new TopicRefusedException("another", "not there", null));
    CALLS.set(0);
    appendEvents("order-1", 2);

    await().pollDelay(Duration.ofMillis(1500)).until(() -> CALLS.get() > 0);

    assertThat(CALLS.get()).isLessThan(10);
    assertThat(parked()).isZero();
    REFUSAL.set(null);
    await().until(() -> pending() == 0);
  }

  /**
   * As the other way round, TRUNCATE ... RESTART IDENTITY and the relay could wait for each other.
   */
  @Test
  void locksTheTableBeforeItsSequence() {
    inTransaction.executeWithoutResult(
        transaction -> {
          jdbc.execute("LOCK TABLE outbox_events");
          await()
              .until(
                  () ->
                      CompletableFuture.supplyAsync(
                                  () ->
                                      jdbc.queryForObject(
                                          "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation"
                                              + " = 'outbox_events'::regclass",
                                          Long.class))
                              .join()
                          > 0);
          assertThat(
                  jdbc.queryForObject(
                      "SELECT count(*) FROM pg_locks WHERE relation ="
                          + " 'outbox_events_seq_seq'::regclass",
                      Long.class))
              .isZero();
        });
  }

  private String reason(String id) {
    return jdbc.queryForObject(
        "SELECT parked_reason FROM outbox_events WHERE id = ?", String.class, id);
  }

  private String appendLarge(String key, int n, int size) {
    String id = UUID.randomUUID().toString();
    jdbc.update(
        "INSERT INTO outbox_events (id, aggregate_id, event_type, payload, message_key,"
            + " event_sequence) VALUES (?, ?, 'order.created', jsonb_build_object('x', repeat('x',"
            + " ?)), ?, ?)",
        id,
        key,
        size,
        key,
        n);
    return id;
  }

  @Test
  void seesTheEventOfATransactionThatCommitsAfterTheMarkHasRisen() {
    Long late =
        inTransaction.execute(
            status -> {
              append(UUID.randomUUID().toString(), "late", 1);
              long drawn =
                  jdbc.queryForObject("SELECT currval('outbox_events_seq_seq')", Long.class);
              CompletableFuture.runAsync(() -> appendUntilPublished("early")).join();
              for (int i = 0; i < 10; i++) {
                CompletableFuture.runAsync(this::raiseLowWaterMark).join();
              }
              assertThat(lowWaterMark()).isLessThan(drawn);
              return drawn;
            });

    await().until(() -> pending() == 0);

    assertThat(PUBLISHED)
        .extracting(m -> m.getHeader(KafkaConstants.KEY))
        .containsExactly("early", "late");
    await().untilAsserted(() -> assertThat(nextSeqToRead()).isGreaterThan(late));
  }

  @Test
  void keepsTheMarkBelowAnEventThatIsHeldBack() {
    refusedId = UUID.randomUUID().toString();
    append(refusedId, "poisoned", 1);
    append(UUID.randomUUID().toString(), "poisoned", 2);
    appendEvents("healthy", 5);
    await().until(() -> PUBLISHED.size() == 5 && parked() == 1);

    raiseLowWaterMark();
    raiseLowWaterMark();
    raiseLowWaterMark();

    assertThat(lowWaterMark())
        .isLessThan(
            jdbc.queryForObject(
                "SELECT min(seq) FROM outbox_events WHERE processed_at IS NULL AND parked_at IS"
                    + " NULL",
                Long.class));
    jdbc.update("DELETE FROM outbox_events WHERE parked_at IS NOT NULL");
    await().until(() -> pending() == 0);
  }

  @Test
  void emitsNothingWhilePaused() {
    jdbc.update("UPDATE outbox_relay SET paused_at = now()");
    appendEvents("order-1", 2);
    await().pollDelay(Duration.ofMillis(300)).until(() -> pending() == 2);

    jdbc.update("UPDATE outbox_relay SET paused_at = NULL");

    await().until(() -> pending() == 0);
  }

  @Test
  void marksNothingForASessionThatHasLostItsTurn() {
    jdbc.update("UPDATE outbox_relay SET paused_at = now()");
    List<String> ids = appendEvents("order-1", 1);
    long[] seqs = {jdbc.queryForObject("SELECT max(seq) FROM outbox_events", Long.class)};

    camel.sendBody(
        "sql:classpath:sql/outbox/mark-processed.sql?parametersCount=3",
        Map.of(
            "outboxPublished",
            seqs,
            "outboxPublishedIds",
            ids.toArray(new String[0]),
            "outboxSession",
            -1));

    assertThat(pending()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TRUNCATE outbox_events RESTART IDENTITY",
        "SELECT setval('outbox_events_seq_seq', 1)",
        "UPDATE outbox_relay SET floor = 1000000",
        "UPDATE outbox_relay SET floor = 1000000, settled = 1000000, drawn = 1000000",
        "DELETE FROM outbox_relay",
        "INSERT INTO outbox_events (id, aggregate_id, event_type, payload, message_key,"
            + " event_sequence, seq) OVERRIDING SYSTEM VALUE VALUES ('late', 'a', 'order.created',"
            + " '{}', 'a', 1, 1)"
      })
  void publishesWhenTheLowWaterMarkIsWrongAndSaysSo(String damage) {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    Metrics.addRegistry(meters);
    try {
      appendEvents("order-1", 5);
      await().until(() -> pending() == 0);
      long last = jdbc.queryForObject("SELECT max(seq) FROM outbox_events", Long.class);
      await().until(() -> nextSeqToRead() > last);

      // Between two turns: one that has begun would write over it unseen.
      jdbc.execute(
          "BEGIN; SELECT pg_advisory_xact_lock(hashtext('waybill'), hashtext('outbox_events')); "
              + damage
              + "; COMMIT");
      List<String> ids = appendEvents("order-2", 3);

      await().atMost(Duration.ofSeconds(5)).until(() -> pending() == 0);
      assertThat(PUBLISHED)
          .extracting(m -> m.getHeader(CloudEventHeaders.ID))
          .containsSubsequence(ids);
      assertThat(meters.get("outbox.relay.repairs").counter().count()).isEqualTo(1);
      // And it rises again.
      long drawn = jdbc.queryForObject("SELECT last_value FROM outbox_events_seq_seq", Long.class);
      await().until(() -> nextSeqToRead() > drawn);
    } finally {
      Metrics.removeRegistry(meters);
    }
  }

  /** Such as events that wait for Kafka while the database is upgraded by logical replication. */
  @Test
  void eventsOfAResetSequenceStayBehindThoseThatWait() {
    jdbc.update("UPDATE outbox_relay SET paused_at = now()");
    List<String> ids = appendEvents("order-1", 3);
    long waiting = jdbc.queryForObject("SELECT max(seq) FROM outbox_events", Long.class);

    jdbc.execute("SELECT setval('outbox_events_seq_seq', 1)");
    jdbc.update("UPDATE outbox_relay SET drawn = ?", waiting);
    await()
        .until(
            () ->
                jdbc.queryForObject("SELECT last_value FROM outbox_events_seq_seq", Long.class)
                    > waiting);
    ids.addAll(appendEvents("order-1", 2));
    jdbc.update("UPDATE outbox_relay SET paused_at = NULL");

    await().until(() -> pending() == 0);
    assertThat(PUBLISHED)
        .extracting(m -> m.getHeader(CloudEventHeaders.ID))
        .containsExactlyElementsOf(ids);
  }

  @Test
  void marksNoOtherEventOfTheSameNumber() {
    jdbc.update("UPDATE outbox_relay SET paused_at = now()");
    String other = appendEvents("order-1", 2).get(1);
    MEANWHILE.set(
        () ->
            CompletableFuture.runAsync(
                    () ->
                        jdbc.update(
                            "INSERT INTO outbox_events (id, aggregate_id, event_type, payload,"
                                + " message_key, event_sequence, seq) OVERRIDING SYSTEM VALUE"
                                + " SELECT 'twin', 'b', 'order.created', '{}', 'b', 1, seq"
                                + " FROM outbox_events WHERE id = ?",
                            other))
                .join());

    jdbc.update("UPDATE outbox_relay SET paused_at = NULL");

    await().until(() -> pending() == 0);
    assertThat(PUBLISHED).extracting(m -> m.getHeader(CloudEventHeaders.ID)).contains("twin");
  }

  /** Such as a migration: it waits for the turn, and the mark on a second connection behind it. */
  @Test
  void aTurnGivesWayToWhoWantsTheTableAlone() {
    jdbc.update("UPDATE outbox_relay SET paused_at = now()");
    List<String> ids = appendEvents("order-1", 7);
    CompletableFuture<Void> alone = new CompletableFuture<>();
    MEANWHILE.set(() -> wantTheTableAlone(alone));

    jdbc.update("UPDATE outbox_relay SET paused_at = NULL");

    await().atMost(Duration.ofSeconds(8)).until(alone::isDone);
    await().until(() -> pending() == 0);
    assertThat(PUBLISHED.stream().map(m -> m.getHeader(CloudEventHeaders.ID)).distinct())
        .containsExactlyElementsOf(ids);
  }

  /** Returns when the lock is waited for. */
  private void wantTheTableAlone(CompletableFuture<Void> alone) {
    CompletableFuture<Void> unused =
        CompletableFuture.runAsync(
                () ->
                    inTransaction.executeWithoutResult(
                        transaction -> jdbc.execute("LOCK TABLE outbox_events")))
            .thenRun(() -> alone.complete(null));
    await()
        .until(
            () ->
                jdbc.queryForObject(
                    "SELECT count(*) > 0 FROM pg_locks"
                        + " WHERE mode = 'AccessExclusiveLock' AND NOT granted",
                    Boolean.class));
  }

  @Test
  void appendsInTheCallersTransaction() {
    Exchange kept = append("order-7", false);
    assertThat(kept.getException()).isNull();
    assertThat(kept.getMessage().getBody()).isEqualTo("{\"total\":1}");
    await().until(() -> PUBLISHED.size() == 1);

    Exchange lost = append("order-8", true);
    assertThat(lost.getException()).hasRootCauseMessage("after the event");
    assertThat(
            jdbc.queryForObject(
                "SELECT count(*) FROM outbox_events WHERE aggregate_id = 'order-8'", Long.class))
        .isZero();
  }

  private Exchange append(String subject, boolean fail) {
    return camel.request(
        "direct:append",
        exchange -> {
          exchange.getMessage().setBody("{\"total\":1}");
          exchange.getMessage().setHeader("eventSubject", subject);
          exchange.getMessage().setHeader("eventSequence", 1);
          exchange.getMessage().setHeader("fail", fail ? true : null);
        });
  }

  private List<String> appendEvents(String key, int count) {
    List<String> ids = new ArrayList<>();
    for (int n = 1; n <= count; n++) {
      String id = UUID.randomUUID().toString();
      append(id, key, n);
      ids.add(id);
    }
    return ids;
  }

  private void append(String id, String key, int n) {
    append(id, key, n, "{\"n\": " + n + "}");
  }

  private void append(String id, String key, int n, String payload) {
    jdbc.update(
        "INSERT INTO outbox_events (id, aggregate_id, event_type, payload, message_key,"
            + " event_sequence) VALUES (?, ?, 'order.created', ?::jsonb, ?, ?)",
        id,
        key,
        payload,
        key,
        n);
  }

  private void appendUntilPublished(String key) {
    append(UUID.randomUUID().toString(), key, 1);
    await().until(() -> PUBLISHED.size() == 1);
  }

  private long nextSeqToRead() {
    raiseLowWaterMark();
    return lowWaterMark() + 1;
  }

  private void raiseLowWaterMark() {
    jdbc.queryForObject("SELECT outbox_raise_floor()", String.class);
  }

  private long lowWaterMark() {
    return jdbc.queryForObject("SELECT floor FROM outbox_relay", Long.class);
  }

  private long pending() {
    return jdbc.queryForObject(
        "SELECT count(*) FROM outbox_events WHERE processed_at IS NULL", Long.class);
  }

  private long parked() {
    return jdbc.queryForObject(
        "SELECT count(*) FROM outbox_events WHERE parked_at IS NOT NULL", Long.class);
  }
}
