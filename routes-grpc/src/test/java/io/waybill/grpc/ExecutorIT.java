package io.waybill.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.health.BackgroundPart;
import io.waybill.health.BackgroundParts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.CamelContext;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.client.RestClient;

class ExecutorIT {
  private static GrpcStack stack;

  @BeforeAll
  static void start() {
    stack = GrpcStack.shared();
    TestActions.addTo(stack.camel());
  }

  @AfterAll
  static void eventsAreAsTheContractSays() {
    stack.checkEvents();
  }

  @Test
  void anEventThatIsDeliveredTwiceMakesOneTask() throws Exception {
    String resource = UUID.randomUUID().toString();
    String event = UUID.randomUUID().toString();
    try (KafkaProducer<String, String> producer = producer()) {
      producer.send(event("resource.created", resource, event, 1)).get();
      producer.send(event("resource.created", resource, event, 1)).get();
      awaitTasks(resource, 1);
      producer.send(event("resource.created", resource, event, 1)).get();
      producer.send(event("resource.updated", resource, UUID.randomUUID().toString(), 2)).get();
    }
    List<Map<String, Object>> tasks = awaitTasks(resource, 2);
    assertThat(tasks)
        .extracting("action")
        .containsExactly("process_new_resource", "reprocess_resource");
    assertThat(tasks)
        .extracting("result")
        .containsExactly(
            "process_new_resource done for resource " + resource,
            "reprocess_resource done for resource " + resource);
    assertThat(
            stack
                .sql()
                .queryForObject(
                    "SELECT count(*) FROM outbox_events WHERE message_key = ?",
                    Long.class,
                    resource))
        .isEqualTo(4);
  }

  @Test
  void tasksRunInTheOrderOfTheirEventsWhateverTheOrderOfArrival() {
    String resource = UUID.randomUUID().toString();
    insert(resource, "default", "pending", 3L);
    insert(resource, "default", "pending", 2L);
    Awaitility.await()
        .during(Duration.ofMillis(600))
        .atMost(Duration.ofSeconds(3))
        .until(() -> countOf(resource, "pending") == 2);
    insert(resource, "default", "pending", 1L);
    awaitTasks(resource, 3);
    assertThat(completionOrder(resource)).containsExactly(1L, 2L, 3L);
    assertThat(resultsOf(resource)).noneMatch(result -> result.contains("without waiting"));
  }

  @Test
  void aTaskWhosePredecessorNeverComesRunsAfterAWhileAndSaysSo() {
    String resource = UUID.randomUUID().toString();
    insert(resource, "default", "pending", 5L);
    awaitTasks(resource, 1);
    assertThat(resultsOf(resource))
        .containsExactly(
            "ran without waiting further for event 4; default done for resource " + resource);
  }

  @Test
  void aTaskOfACallWaitsForTheTasksBeforeIt() {
    String resource = UUID.randomUUID().toString();
    CountDownLatch latch = hold(resource);
    String first = insert(resource, "hold", "pending", null);
    String second = insert(resource, "default", "pending", null);
    String event = insert(resource, "default", "pending", 1L);
    String other = insert(UUID.randomUUID().toString(), "default", "pending", null);
    awaitStatus(first, "processing");
    awaitStatus(other, "completed");
    assertThat(statusOf(second)).isEqualTo("pending");
    assertThat(statusOf(event)).isEqualTo("pending");
    latch.countDown();
    awaitTasks(resource, 3);
    assertThat(
            stack
                .sql()
                .queryForList(
                    "SELECT aggregate_id FROM outbox_events WHERE message_key = ?"
                        + " AND event_type = 'task.completed' ORDER BY seq",
                    String.class,
                    resource))
        .containsExactly(first, second, event);
  }

  @Tag("long")
  @Test
  void slowActionsDoNotHoldUpOtherResources() {
    List<String> slow =
        java.util.stream.IntStream.range(0, 100)
            .mapToObj(i -> UUID.randomUUID().toString())
            .toList();
    slow.forEach(ExecutorIT::hold);
    slow.forEach(resource -> insert(resource, "hold", "pending", null));
    String quick = insert(UUID.randomUUID().toString(), "default", "pending", null);
    awaitStatus(quick, "completed");
    slow.forEach(resource -> TestActions.LATCHES.get(resource).countDown());
    slow.forEach(resource -> awaitTasks(resource, 1));
  }

  @Test
  void aFailingActionIsRepeatedThenFailedWithItsReason() {
    String resource = UUID.randomUUID().toString();
    String task = insert(resource, "fail", "pending", null);
    awaitStatus(task, "failed");
    assertThat(resultsOf(resource)).containsExactly("failed after 3 attempts: no paper");
    assertThat(
            stack
                .sql()
                .queryForObject(
                    "SELECT payload->>'status' FROM outbox_events WHERE aggregate_id = ?"
                        + " AND event_type = 'task.completed'",
                    String.class,
                    task))
        .isEqualTo("failed");
    String again = insert(resource, "fail-once", "pending", null);
    awaitStatus(again, "completed");
    assertThat(resultsOf(resource)).contains("printed");
  }

  @Test
  void anActionThatStopsItsExchangeOrReturnsNulIsStillDone() {
    String resource = UUID.randomUUID().toString();
    awaitStatus(insert(resource, "stop", "pending", null), "completed");
    assertThat(resultsOf(resource)).containsExactly("st\uFFFDopped");
  }

  // An hour ahead: the clock of the database has been set back since.
  @ParameterizedTest
  @ValueSource(strings = {"-1 s", "1 h"})
  void theTaskOfADeadExecutorIsTakenAgain(String leaseLeft) {
    String resource = UUID.randomUUID().toString();
    String task = insert(resource, "default", "processing", null);
    stack
        .sql()
        .update(
            "UPDATE tasks SET lease_owner = 'dead', attempts = 1,"
                + " lease_until = (now() AT TIME ZONE 'UTC') + ?::interval WHERE id = ?",
            leaseLeft,
            task);
    awaitStatus(task, "completed");
    assertThat(
            stack
                .sql()
                .queryForObject("SELECT attempts FROM tasks WHERE id = ?", Integer.class, task))
        .isEqualTo(2);
  }

  @Test
  void aTaskThatWasFinishedAndIsPendingAgainHoldsUpNoOther() {
    String again = insert(UUID.randomUUID().toString(), "default", "pending", null);
    awaitStatus(again, "completed");
    stack.sql().update("UPDATE tasks SET status = 'pending' WHERE id = ?", again);
    awaitStatus(insert(UUID.randomUUID().toString(), "default", "pending", null), "completed");
    awaitStatus(again, "completed");
    assertThat(completedEvents(again)).containsExactly(2L, 3L);
  }

  @Test
  void anOutcomeThatTheDatabaseRefusesSuffersAlone() {
    String resource = UUID.randomUUID().toString();
    CountDownLatch latch = hold(resource);
    String bad = insert(resource, "hold", "pending", null);
    awaitStatus(bad, "processing");
    stack
        .sql()
        .update(
            "INSERT INTO outbox_events (id, aggregate_id, event_type, message_key, event_sequence, payload, processed_at)"
                + " VALUES (md5('task.completed ' || ?)::uuid::text, ?, 'task.process', ?, 1, '{}', now())",
            bad,
            bad,
            bad);
    latch.countDown();
    awaitStatus(insert(UUID.randomUUID().toString(), "default", "pending", null), "completed");
    awaitStatus(bad, "failed");
    assertThat(resultsOf(resource).get(0))
        .startsWith("its outcome was refused by the database: ")
        .contains("duplicate key")
        .doesNotContain("Detail");
    assertThat(completedEvents(bad)).containsExactly(2L);
  }

  @Test
  void anOutcomeThatIsRefusedForGoodHoldsUpNoOther() {
    String resource = "refused-" + UUID.randomUUID();
    stack
        .sql()
        .execute(
            "ALTER TABLE outbox_events ADD CONSTRAINT refused"
                + " CHECK (message_key NOT LIKE 'refused-%' OR event_type <> 'task.completed') NOT VALID");
    try {
      String bad = insert(resource, "default", "pending", null);
      awaitStatus(bad, "processing");
      for (int i = 0; i < 3; i++) {
        awaitStatus(insert(UUID.randomUUID().toString(), "default", "pending", null), "completed");
      }
    } finally {
      stack.sql().execute("ALTER TABLE outbox_events DROP CONSTRAINT refused");
    }
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> countOf(resource, "completed") + countOf(resource, "failed") == 1);
  }

  @Test
  void aTaskThatCannotBeClaimedHoldsUpNoOther() {
    String resource = "unclaimed-" + UUID.randomUUID();
    stack
        .sql()
        .execute(
            "ALTER TABLE tasks ADD CONSTRAINT unclaimed"
                + " CHECK (resource_id NOT LIKE 'unclaimed-%' OR status <> 'processing') NOT VALID");
    try {
      String bad = insert(resource, "default", "pending", null);
      for (int i = 0; i < 3; i++) {
        awaitStatus(insert(UUID.randomUUID().toString(), "default", "pending", null), "completed");
      }
      assertThat(statusOf(bad)).isEqualTo("pending");
    } finally {
      stack.sql().execute("ALTER TABLE tasks DROP CONSTRAINT unclaimed");
      stack.sql().update("DELETE FROM tasks WHERE resource_id = ?", resource);
    }
  }

  /** As when the disk is full: PostgreSQL answers, and takes nothing. */
  @Test
  void aDatabaseThatTakesNothingForAWhileFailsNoTask() throws Exception {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    String held = UUID.randomUUID().toString();
    CountDownLatch latch = hold(held);
    String running = insert(held, "hold", "pending", null);
    awaitStatus(running, "processing");
    String waiting = insert(held, "default", "pending", null);
    String event = UUID.randomUUID().toString();
    log.start();
    root.addAppender(log);
    stack
        .sql()
        .execute(
            """
            CREATE SEQUENCE full_times;
            CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
              PERFORM nextval('full_times');
              RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100';
            END $$;
            CREATE TRIGGER disk_full BEFORE INSERT OR UPDATE ON tasks EXECUTE FUNCTION disk_full();
            """);
    try {
      latch.countDown();
      try (KafkaProducer<String, String> producer = producer()) {
        producer.send(event("resource.created", event, UUID.randomUUID().toString(), 1)).get();
      }
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .until(
              () ->
                  stack.sql().queryForObject("SELECT last_value FROM full_times", Long.class)
                      >= 30);
    } finally {
      stack.sql().execute("DROP FUNCTION disk_full() CASCADE; DROP SEQUENCE full_times");
      root.detachAppender(log);
    }
    awaitStatus(running, "completed");
    awaitStatus(waiting, "completed");
    awaitTasks(event, 1);
    assertThat(resultsOf(event)).containsExactly("process_new_resource done for resource " + event);
    List<String> lines =
        List.copyOf(log.list).stream()
            .filter(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
            .map(line -> line.getLoggerName() + ": " + line.getFormattedMessage())
            .filter(line -> line.contains("could not extend file"))
            .toList();
    // Ten are what the flood filter lets Camel say of it in a minute.
    assertThat(lines).isNotEmpty().hasSizeLessThanOrEqualTo(16);
    assertThat(lines.stream().filter(line -> line.startsWith("io.waybill.")))
        .hasSizeLessThanOrEqualTo(5)
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(strings = {"executor", "relay", "retention"})
  void aStoppedRouteOfAPartMakesHealthDownUntilItIsStarted(String component) throws Exception {
    RestClient http = stack.http();
    String metric = "component_up{component=\"" + component + "\"} ";
    Awaitility.await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> status(http).equals("UP") && get(http, "/metrics").contains(metric + "1.0"));
    BackgroundPart part =
        BackgroundParts.of(stack.camel()).of(component).stream().findFirst().orElseThrow();
    String route = part.route();
    assertThat(route).isNotNull();

    stack.camel().getRouteController().stopRoute(route);
    try {
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> get(http, "/metrics").contains(metric + "0.0"));
      assertThat(status(http)).isEqualTo("DOWN");
      assertThat(get(http, "/health")).contains("its route " + route + " was stopped");
    } finally {
      stack.camel().getRouteController().startRoute(route);
    }

    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> get(http, "/metrics").contains(metric + "1.0") && status(http).equals("UP"));
  }

  private static String status(RestClient http) throws JsonProcessingException {
    return new ObjectMapper().readTree(get(http, "/health")).path("status").asText();
  }

  private static String get(RestClient http, String path) {
    return http.get().uri(path).retrieve().body(String.class);
  }

  @ParameterizedTest
  @CsvSource({
    "endless,completed", "broken,completed", "unprintable,completed", "huge,completed",
    "interrupted,completed", "overflow,failed", "memory,failed", "missing,failed"
  })
  void whateverAnActionLeavesBehindTheExecutorGoesOn(String kind, String status) {
    String resource = UUID.randomUUID().toString();
    String task = insert(resource, "odd", "pending", null, kind);
    awaitStatus(task, status);
    assertThat(resultsOf(resource).get(0).getBytes(StandardCharsets.UTF_8))
        .hasSizeLessThanOrEqualTo(10_000);
    awaitStatus(insert(UUID.randomUUID().toString(), "default", "pending", null), "completed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1 s", "-1 h", "1 h"})
  void theLastAttemptOfADeadExecutorFailsTheTask(String leaseLeft) {
    String resource = UUID.randomUUID().toString();
    String task = insert(resource, "default", "processing", null);
    String next = insert(resource, "default", "pending", null);
    stack
        .sql()
        .update(
            "UPDATE tasks SET lease_owner = 'dead', attempts = 3,"
                + " lease_until = (now() AT TIME ZONE 'UTC') + ?::interval WHERE id = ?",
            leaseLeft,
            task);
    awaitStatus(task, "failed");
    awaitStatus(next, "completed");
    assertThat(resultsOf(resource)).contains("failed after 3 attempts: its executor died");
    assertThat(completedEvents(task)).containsExactly(2L);
  }

  @Tag("long")
  @Test
  void manyTasksOfOneResourceRunInOrderWhileOthersGoOn() {
    String hot = UUID.randomUUID().toString();
    CountDownLatch latch = hold(hot);
    insert(hot, "hold", "pending", null);
    stack
        .sql()
        .update(
            "INSERT INTO tasks (id, resource_id, action, status)"
                + " SELECT md5(? || '-' || n)::uuid::text, ?, 'default', 'pending' FROM generate_series(1, 500) AS n",
            hot,
            hot);
    awaitStatus(insert(UUID.randomUUID().toString(), "default", "pending", null), "completed");
    Awaitility.await().until(() -> setAside(hot) > 400);
    latch.countDown();
    awaitTasks(hot, 501);
    assertThat(
            stack
                .sql()
                .queryForList(
                    "SELECT t.queue_seq FROM outbox_events e JOIN tasks t ON t.id = e.aggregate_id"
                        + " WHERE e.message_key = ? AND e.event_type = 'task.completed' ORDER BY e.seq",
                    Long.class,
                    hot))
        .isSorted();
  }

  @Test
  void whatWaitsForATaskThatWasRemovedByHandRuns() {
    String hot = UUID.randomUUID().toString();
    String head = insert(hot, "default", "processing", null);
    stack
        .sql()
        .update(
            "UPDATE tasks SET lease_owner = 'other', lease_until = (now() AT TIME ZONE 'UTC') + interval '5 s'"
                + " WHERE id = ?",
            head);
    stack
        .sql()
        .update(
            "INSERT INTO tasks (id, resource_id, action, status, source_sequence)"
                + " SELECT md5(? || '-' || n)::uuid::text, ?, 'default', 'pending', 41 - n FROM generate_series(1, 40) AS n",
            hot,
            hot);
    stack.sql().update("UPDATE tasks SET not_before = 'infinity' WHERE resource_id = ?", hot);
    stack.sql().update("DELETE FROM tasks WHERE id = ?", head);
    awaitTasks(hot, 40);
    assertThat(completionOrder(hot)).isSorted();
  }

  private static long setAside(String resource) {
    return stack
        .sql()
        .queryForObject(
            "SELECT count(*) FROM tasks WHERE resource_id = ? AND not_before = 'infinity'",
            Long.class,
            resource);
  }

  private static List<Long> completedEvents(String task) {
    return stack
        .sql()
        .queryForList(
            "SELECT event_sequence FROM outbox_events WHERE aggregate_id = ?"
                + " AND event_type = 'task.completed' ORDER BY seq",
            Long.class,
            task);
  }

  @Test
  void theOutcomeOfALeaseThatWasLostChangesNothing() {
    String resource = UUID.randomUUID().toString();
    CountDownLatch latch = hold(resource);
    String task = insert(resource, "hold", "pending", null);
    awaitStatus(task, "processing");
    stack
        .sql()
        .update(
            "UPDATE tasks SET lease_owner = 'somebody else', attempts = attempts + 1,"
                + " lease_until = (now() AT TIME ZONE 'UTC') + interval '5 s' WHERE id = ?",
            task);
    latch.countDown();
    String next = insert(UUID.randomUUID().toString(), "default", "pending", null);
    awaitStatus(next, "completed");
    Awaitility.await()
        .during(Duration.ofMillis(300))
        .atMost(Duration.ofSeconds(2))
        .until(() -> statusOf(task).equals("processing"));
    assertThat(
            stack
                .sql()
                .queryForObject(
                    "SELECT count(*) FROM outbox_events WHERE aggregate_id = ?", Long.class, task))
        .isZero();
    stack.sql().update("DELETE FROM tasks WHERE id = ?", task);
  }

  @Test
  void aLongActionKeepsItsLease() {
    String resource = UUID.randomUUID().toString();
    CountDownLatch latch = hold(resource);
    String task = insert(resource, "hold", "pending", null);
    awaitStatus(task, "processing");
    // Longer than the lease of 3 s.
    Awaitility.await()
        .during(Duration.ofSeconds(4))
        .atMost(Duration.ofSeconds(6))
        .until(
            () ->
                stack
                    .sql()
                    .queryForObject(
                        "SELECT lease_until > (now() AT TIME ZONE 'UTC') AND attempts = 1"
                            + " FROM tasks WHERE id = ?",
                        Boolean.class,
                        task));
    latch.countDown();
    awaitStatus(task, "completed");
  }

  @Test
  void twoReplicasNeverWorkOnOneResourceAtOnceAndAStoppedOneHandsBack() {
    String hold = UUID.randomUUID().toString();
    try (ConfigurableApplicationContext second = stack.startApp()) {
      TestActions.addTo(second.getBean(CamelContext.class));
      stack
          .sql()
          .update(
              "INSERT INTO tasks (id, resource_id, action, status)"
                  + " SELECT gen_random_uuid()::text, 'pair-' || i % 20, 'alone', 'pending'"
                  + " FROM generate_series(0, 999) AS i");
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  stack
                          .sql()
                          .queryForObject(
                              "SELECT count(*) FROM tasks WHERE action = 'alone'"
                                  + " AND status <> 'completed'",
                              Long.class)
                      == 0);
      assertThat(TestActions.DOUBLED).isEmpty();
      assertThat(
              stack
                  .sql()
                  .queryForObject(
                      "SELECT count(*) FROM outbox_events WHERE message_key LIKE 'pair-%'",
                      Long.class))
          .isEqualTo(1000);
    }
    String after = insert(hold, "default", "pending", null);
    awaitStatus(after, "completed");
  }

  private static CountDownLatch hold(String resource) {
    return TestActions.LATCHES.computeIfAbsent(resource, id -> new CountDownLatch(1));
  }

  private static String insert(String resource, String action, String status, Long sequence) {
    return insert(resource, action, status, sequence, null);
  }

  private static String insert(
      String resource, String action, String status, Long sequence, String kind) {
    String id = UUID.randomUUID().toString();
    stack
        .sql()
        .update(
            "INSERT INTO tasks (id, resource_id, action, status, source_sequence, source_event_id, metadata, lease_until)"
                + " VALUES (?, ?, ?, ?, ?, ?, CASE WHEN ?::text IS NOT NULL THEN jsonb_build_object('kind', ?::text) END,"
                + " (now() AT TIME ZONE 'UTC') + interval '5 s')",
            id,
            resource,
            action,
            status,
            sequence,
            sequence == null ? null : id,
            kind,
            kind);
    return id;
  }

  private static List<Map<String, Object>> awaitTasks(String resource, int count) {
    Awaitility.await()
        .pollDelay(Duration.ZERO)
        .atMost(Duration.ofSeconds(40))
        .until(() -> countOf(resource, "completed") == count);
    return stack
        .sql()
        .queryForList("SELECT * FROM tasks WHERE resource_id = ? ORDER BY queue_seq", resource);
  }

  private static long countOf(String resource, String status) {
    return stack
        .sql()
        .queryForObject(
            "SELECT count(*) FROM tasks WHERE resource_id = ? AND status = ?",
            Long.class,
            resource,
            status);
  }

  private static List<Long> completionOrder(String resource) {
    return stack
        .sql()
        .queryForList(
            "SELECT t.source_sequence FROM outbox_events e JOIN tasks t ON t.id = e.aggregate_id"
                + " WHERE e.message_key = ? AND e.event_type = 'task.completed' ORDER BY e.seq",
            Long.class,
            resource);
  }

  private static List<String> resultsOf(String resource) {
    return stack
        .sql()
        .queryForList("SELECT result FROM tasks WHERE resource_id = ?", String.class, resource);
  }

  private static String statusOf(String task) {
    return stack.sql().queryForObject("SELECT status FROM tasks WHERE id = ?", String.class, task);
  }

  private static void awaitStatus(String task, String status) {
    Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> statusOf(task).equals(status));
  }

  private static KafkaProducer<String, String> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", stack.kafka().bootstrapServers()),
        new StringSerializer(),
        new StringSerializer());
  }

  private static ProducerRecord<String, String> event(
      String topic, String resource, String id, long sequence) {
    ProducerRecord<String, String> event =
        new ProducerRecord<>(
            topic, resource, "{\"id\":\"" + resource + "\",\"status\":\"active\"}");
    Map.of(
            "ce_specversion",
            "1.0",
            "ce_id",
            id,
            "ce_type",
            topic,
            "ce_source",
            "/waybill/routes-rest",
            "ce_time",
            "2026-01-02T03:04:05.678901Z",
            "ce_subject",
            resource,
            "ce_sequence",
            Long.toString(sequence),
            "content-type",
            "application/json")
        .forEach(
            (name, value) -> event.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    return event;
  }
}
