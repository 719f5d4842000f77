package io.waybill.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.waybill.events.ReceivedEvent;
import io.waybill.service.problem.ApiProblems;
import io.waybill.service.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.ExchangeBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.DefaultKafkaManualCommit;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.apache.camel.component.kafka.consumer.KafkaManualCommitFactory;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.TransactedPolicy;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** The operator's routes without servers: HTTP is replaced by direct:, SQL by mocks. */
class OperatorRoutesTest {
  private static final TopicPartition DEAD_LETTERS = new TopicPartition("dead-letter.test", 1);

  private static final Predicate<String> ROUTES_WITH_SQL =
      Pattern.compile(
              "process|dead-letters-keep|dead-letters-retention|ops-dead-letter-retry|ops-process-letter|ops-outbox-(republish|pause|resume)")
          .asMatchPredicate()
          .negate();

  /** Of a statement whose answer is ignored. */
  private static final Object UNCHANGED = new Object();

  private final ModelCamelContext camel = new DefaultCamelContext();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private int commits;
  private final MockConsumer<Object, Object> kafka = new MockConsumer<>("earliest");
  private MockEndpoint sql;
  private MockEndpoint processed;
  private MockEndpoint wake;

  @BeforeEach
  void start() throws Exception {
    Map.of(
            "waybill.operator.figures-period", "1000000",
            "waybill.dead-letters.topic", "dead-letter.test",
            "waybill.dead-letters.group", "g",
            "waybill.dead-letters.retry-delay", "1",
            "waybill.dead-letters.retention", "P90D",
            "waybill.dead-letters.retention-period", "1000000",
            "waybill.dead-letters.process-by", "direct:process")
        .forEach(camel.getPropertiesComponent()::addInitialProperty);
    camel.getRegistry().bind("dataSource", new PGSimpleDataSource());
    camel.getRegistry().bind("PROPAGATION_REQUIRED", new NoTransaction());
    camel.addRoutes(new ApiProblems());
    OperatorMeters figures = new OperatorMeters(meters);
    LargeAnswerLimit largeAnswers = new LargeAnswerLimit();
    camel.addRoutes(new AuditRoutes());
    camel.addRoutes(new OutboxOperatorRoutes(figures, largeAnswers));
    camel.addRoutes(new RelayOperatorRoutes(figures));
    camel.addRoutes(new DeadLetterRoutes(figures, largeAnswers));
    camel.addRoutes(new DeadLetterCopyRoutes(figures));
    camel.addRoutes(new TaskOperatorRoutes(figures));
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            from("direct:process").id("process").to("mock:process");
          }
        });
    for (String id :
        camel.getRouteDefinitions().stream().map(RouteDefinition::getRouteId).toList()) {
      String from = camel.getRouteDefinition(id).getInput().getEndpointUri();
      AdviceWith.adviceWith(
          camel,
          id,
          route -> {
            if (!from.startsWith("direct:")) {
              route.replaceFromWith("direct:" + id);
            }
            if (ROUTES_WITH_SQL.test(id)) {
              route.weaveByToUri("sql:*").replace().to("mock:sql");
            }
            if (id.matches("ops-outbox-(re.*|discard)|ops-task-run")) {
              route.weaveByToUri("seda:*").replace().to("mock:wake");
            }
          });
    }
    camel.start();
    sql = camel.getEndpoint("mock:sql", MockEndpoint.class);
    processed = camel.getEndpoint("mock:process", MockEndpoint.class);
    wake = camel.getEndpoint("mock:wake", MockEndpoint.class);
  }

  @AfterEach
  void stop() {
    camel.stop();
  }

  /** The answers of the statements, in their order. */
  private void sqlAnswers(Object... answers) {
    for (int i = 0; i < answers.length; i++) {
      Object answer = answers[i];
      sql.whenExchangeReceived(
          i + 1,
          exchange -> {
            if (answer instanceof Exception e) {
              throw e;
            }
            if (answer != UNCHANGED) {
              exchange.getMessage().setBody(answer);
            }
          });
    }
  }

  private Exchange call(String route, String body, Object... headers) {
    ExchangeBuilder request = ExchangeBuilder.anExchange(camel).withBody(body);
    for (int i = 0; i < headers.length; i += 2) {
      request.withHeader((String) headers[i], headers[i + 1]);
    }
    return camel.createProducerTemplate().send("direct:" + route, request.build());
  }

  private static String answer(Exchange call, int status) {
    assertThat(call.getException()).isNull();
    String body = call.getMessage().getBody(String.class);
    assertThat(call.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).as(body).isEqualTo(status);
    assertThat(call.getMessage().getHeader(Exchange.CONTENT_TYPE))
        .isEqualTo(status == 200 ? "application/json" : Problem.MEDIA_TYPE);
    return body;
  }

  private Map<?, ?> parameters(int statement) {
    return sql.getExchanges().get(statement).getIn().getBody(Map.class);
  }

  private double actions(String action) {
    return meters.get("operator.actions").tag("action", action).counter().count();
  }

  private static Map<String, Object> changed(long rows, String state) {
    Map<String, Object> row = new HashMap<>();
    row.put("changed", rows);
    row.put("state", state);
    return row;
  }

  @Test
  void answersWhatTheStatementMade() {
    sql.whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody("{}"));
    Map.of(
            "ops-outbox", "",
            "ops-outbox-events", "state=parked&key=k%20&limit=5&after=7",
            "ops-outbox-event", "",
            "ops-audit", "limit=5&before=7",
            "ops-dead-letters", "state=retried&key=k&limit=1",
            "ops-dead-letter", "")
        .forEach(
            (route, query) ->
                assertThat(answer(call(route, null, "id", "7", Exchange.HTTP_QUERY, query), 200))
                    .isEqualTo("{}"));
  }

  @Test
  void namesTheWrongParameter() {
    """
    ops-outbox-events state=other state
    ops-outbox-events limit=0 limit
    ops-outbox-events limit=101 limit
    ops-outbox-events limit=1&limit=1 limit
    ops-outbox-events after=-1 after
    ops-outbox-events key= key
    ops-outbox-events key=%00 key
    ops-outbox-events stat=parked stat
    ops-outbox a=b a
    ops-dead-letters state=parked state
    ops-audit before=x before
    """
        .lines()
        .map(line -> line.split(" ", -1))
        .forEach(
            wrong ->
                assertThat(answer(call(wrong[0], null, Exchange.HTTP_QUERY, wrong[1]), 400))
                    .contains("\"field\":\"" + wrong[2] + "\""));
    assertThat(sql.getReceivedCounter()).isZero();
  }

  @Test
  void namesTheWrongField() {
    """
    ops-outbox-retry | {} | key
    ops-outbox-retry | {"key":"k","all":true} | key
    ops-outbox-retry | {"all":false} | all
    ops-outbox-retry | {"key":1} | key
    ops-outbox-retry | {"keys":"k"} | keys
    ops-outbox-retry | {"all":true,"all":true} | body
    ops-outbox-retry | [] | body
    ops-outbox-retry | {"all":true | body
    ops-outbox-retry | {"all":true} x | body
    ops-outbox-discard | {} | reason
    ops-outbox-discard | {"reason":" "} | reason
    ops-outbox-pause | {} | reason
    ops-outbox-republish | {} | from_sequence
    ops-outbox-republish | {"from_sequence":1} | from_sequence
    ops-outbox-republish | {"from":"2026-01-02T03:04:05Z"} | from
    ops-outbox-republish | {"from":"yesterday","to":"today"} | from
    ops-outbox-republish | {"from":"9999-12-31T23:59:59-01:00","to":"9999-12-31T23:59:59Z"} | from
    ops-outbox-republish | {"from_sequence":1.5,"to_sequence":2} | from_sequence
    ops-outbox-republish | {"from_sequence":1,"to_sequence":2,"limit":100001} | limit
    ops-dead-letters-retry | {} | key
    ops-dead-letter-discard | {} | reason
    """
        .lines()
        .map(line -> line.split(" \\| ", -1))
        .forEach(
            wrong ->
                assertThat(answer(call(wrong[0], wrong[1], "id", "7"), 400))
                    .as(wrong[1])
                    .contains("\"field\":\"" + wrong[2] + "\""));
    assertThat(sql.getReceivedCounter()).isZero();
  }

  @Test
  void refusesALargeBodyAndABadName() {
    String large = "{\"reason\":\"" + "x".repeat(70_000) + "\"}";
    answer(call("ops-outbox-pause", large), 413);
    assertThat(answer(call("ops-outbox-pause", "{\"reason\":\"r\"}", "X-Operator", "a\tb"), 400))
        .contains("X-Operator");
  }

  @Test
  void retriesAndDiscardsParkedEventsAndWakesTheRelay() {
    sqlAnswers(changed(1, "parked"), changed(3, null), changed(1, "parked"));

    assertThat(answer(call("ops-outbox-retry-one", null, "id", "e"), 200))
        .isEqualTo("{\"events\":1}");
    assertThat(answer(call("ops-outbox-retry", "{\"key\":\"k\"}", "X-Operator", "ann"), 200))
        .isEqualTo("{\"events\":3}");
    answer(call("ops-outbox-discard", "{\"reason\":\"r\"}", "id", "e"), 200);

    assertThat(parameters(0).get("id")).isEqualTo("e");
    assertThat(parameters(0).get("who")).isEqualTo("operator");
    assertThat(parameters(1).get("key")).isEqualTo("k");
    assertThat(parameters(1).get("who")).isEqualTo("ann");
    assertThat(parameters(2).get("reason")).isEqualTo("r");
    assertThat(wake.getReceivedCounter()).isEqualTo(3);
    assertThat(actions("outbox-retry")).isEqualTo(2);
    assertThat(actions("outbox-discard")).isEqualTo(1);
  }

  @Test
  void tellsAMissingEventFromOneInAnotherState() {
    sqlAnswers(changed(0, null), changed(0, "published"), changed(0, "pending"), null);

    answer(call("ops-outbox-retry-one", null, "id", "e"), 404);
    assertThat(answer(call("ops-outbox-retry-one", null, "id", "e"), 409)).contains("published");
    answer(call("ops-outbox-discard", "{\"reason\":\"r\"}", "id", "e"), 409);
    answer(call("ops-outbox-event", null, "id", "e"), 404);
    assertThat(wake.getReceivedCounter()).isZero();
  }

  @Test
  void showsAndDiscardsAnEventThatPostgresqlCannotRead() {
    Exception damaged = new RuntimeException(new SQLException("missing chunk", "XX001"));
    sqlAnswers(damaged, "{}", damaged, changed(1, null));

    answer(call("ops-outbox-event", null, "id", "e"), 200);
    answer(call("ops-outbox-discard", "{\"reason\":\"r\"}", "id", "e"), 200);

    assertThat(sql.getReceivedCounter()).isEqualTo(4);
    assertThat(parameters(1).get("whole")).isEqualTo(false);
    assertThat(parameters(3).get("whole")).isEqualTo(false);
  }

  @Test
  void readsOneWholeEventOrLetterAtATime() {
    sql.whenExchangeReceived(
        1,
        exchange -> {
          assertThat(answer(call("ops-outbox-event", null, "id", "e"), 503))
              .contains("Try again shortly");
          exchange.getMessage().setBody("{}");
        });
    sql.whenExchangeReceived(2, exchange -> exchange.getMessage().setBody("{}"));

    answer(call("ops-dead-letter", null, "id", "7"), 200);
    answer(call("ops-dead-letter", null, "id", "7"), 200);
  }

  @Test
  void changesTheRelayUnderItsLock() {
    sqlAnswers(UNCHANGED, "{}", UNCHANGED, "{}", UNCHANGED, "{}");

    answer(call("ops-outbox-pause", "{\"reason\":\"r\"}"), 200);
    answer(call("ops-outbox-resume", null), 200);
    answer(
        call(
            "ops-outbox-republish",
            "{\"from\":\"2026-01-02T03:04:05Z\",\"to\":\"2026-01-03T00:00:00+18:00\",\"limit\":5}"),
        200);

    assertThat(parameters(1).get("reason")).isEqualTo("r");
    assertThat(parameters(5).get("limit")).isEqualTo(5L);
    // PostgreSQL takes offsets below 16 hours only.
    assertThat(parameters(5).get("to")).isEqualTo("2026-01-02T06:00Z");
    assertThat(parameters(5).get("to_sequence")).isEqualTo(Long.MAX_VALUE);
    assertThat(actions("outbox-pause")).isEqualTo(1);
    assertThat(actions("outbox-resume")).isEqualTo(1);
    assertThat(actions("outbox-republish")).isEqualTo(1);
  }

  @Test
  void answers503WhileTheDatabaseIsAway() {
    sqlAnswers(new SQLException("gone", "08006"), new SQLException("gone", "08006"));
    answer(call("ops-outbox", null), 503);
    answer(call("ops-outbox-pause", "{\"reason\":\"r\"}"), 503);
  }

  @Test
  void showsFiguresAndThatTheyAreUnknown() {
    sqlAnswers(
        Map.of(
            "pending", 3L,
            "oldest_age", 1.5,
            "oldest_publishable_age", 0.5,
            "parked", 2L,
            "held_back", 4L,
            "paused", 1L),
        9L,
        new SQLException("gone"),
        new SQLException("gone"));

    call("outbox-figures", null);
    call("dead-letters-figures", null);
    assertThat(gauge("outbox.pending")).isEqualTo(3);
    assertThat(gauge("outbox.oldest.pending.age.seconds")).isEqualTo(1.5);
    assertThat(gauge("outbox.parked")).isEqualTo(2);
    assertThat(gauge("outbox.oldest.publishable.age.seconds")).isEqualTo(0.5);
    assertThat(gauge("outbox.held.back")).isEqualTo(4);
    assertThat(gauge("outbox.relay.paused")).isEqualTo(1);
    assertThat(gauge("dead.letters.open")).isEqualTo(9);

    call("outbox-figures", null);
    call("dead-letters-figures", null);
    assertThat(gauge("outbox.pending")).isNaN();
    assertThat(gauge("dead.letters.open")).isNaN();
  }

  private double gauge(String name) {
    return meters.get(name).gauge().value();
  }

  private Exchange letter() {
    RecordHeaders headers = new RecordHeaders();
    headers.add("ce_id", "e\0".getBytes(StandardCharsets.UTF_8));
    headers.add("dead_letter_topic", "resource.created".getBytes(StandardCharsets.UTF_8));
    headers.add("dead_letter_partition", "2".getBytes(StandardCharsets.UTF_8));
    headers.add("dead_letter_reason", "because".getBytes(StandardCharsets.UTF_8));
    return letter(headers, "k".getBytes(StandardCharsets.UTF_8), "{}");
  }

  private Exchange letter(RecordHeaders headers, byte[] key, Object value) {
    kafka.assign(List.of(DEAD_LETTERS));
    kafka.seek(DEAD_LETTERS, 6);
    KafkaManualCommit commit =
        new DefaultKafkaManualCommit(
            new KafkaManualCommitFactory.CamelExchangePayload(null, kafka, "t", null),
            new KafkaManualCommitFactory.KafkaRecordPayload(DEAD_LETTERS, 5, 1000)) {
          @Override
          public void commit() {
            commits++;
          }
        };
    return camel
        .createProducerTemplate()
        .send(
            "direct:dead-letters-keep",
            ExchangeBuilder.anExchange(camel)
                .withBody(value)
                .withHeader(KafkaConstants.KEY, key)
                .withHeader(KafkaConstants.HEADERS, headers)
                .withHeader(KafkaConstants.TOPIC, "dead-letter.test")
                .withHeader(KafkaConstants.PARTITION, 1)
                .withHeader(KafkaConstants.OFFSET, 5L)
                .withHeader(KafkaConstants.MANUAL_COMMIT, commit)
                .build());
  }

  @Test
  void keepsALetterAndThenCommitsIt() {
    assertThat(letter().getException()).isNull();

    assertThat(commits).isEqualTo(1);
    assertThat(parameters(0).get("originTopic")).isEqualTo("resource.created");
    assertThat(parameters(0).get("originPartition")).isEqualTo(2);
    assertThat(parameters(0).get("originOffset")).isEqualTo(5L);
    assertThat(parameters(0).get("eventId")).isEqualTo("e\uFFFD");
    assertThat(parameters(0).get("reason")).isEqualTo("because");
  }

  @Test
  void readsALetterAgainThatItCouldNotKeep() {
    sqlAnswers(new SQLException("gone"));
    assertThat(letter().getException()).isNull();
    assertThat(commits).isZero();
    assertThat(kafka.position(DEAD_LETTERS)).isEqualTo(5);

    assertThat(letter().getException()).isNull();
    assertThat(commits).isEqualTo(1);
  }

  @Test
  void shortensALetterThatPostgresqlRefuses() {
    sqlAnswers(new SQLException("index row size 5000 exceeds maximum 2704", "54000"));
    byte[] large = new byte[500_000];
    assertThat(letter(new RecordHeaders(), large, large).getException()).isNull();

    assertThat(commits).isEqualTo(1);
    assertThat((byte[]) parameters(1).get("value")).hasSize(65_536);
    assertThat((byte[]) parameters(1).get("key")).hasSize(65_536);
    assertThat(parameters(1).get("headers")).isEqualTo("[]");
    assertThat(parameters(1).get("reason").toString())
        .contains("index row size 5000", "the dead-letter topic has it");
  }

  private static Map<String, Object> row(String headers) {
    Map<String, Object> row = new HashMap<>();
    row.put("id", 7L);
    row.put("who", "ann");
    row.put("state", "open");
    row.put("origin_topic", "resource.created");
    row.put("origin_partition", 0);
    row.put("origin_offset", 1L);
    row.put("key", "k".getBytes(StandardCharsets.UTF_8));
    row.put("value", "{}".getBytes(StandardCharsets.UTF_8));
    row.put("headers", headers);
    return row;
  }

  private static Map<String, Object> wellFormed() {
    StringBuilder headers = new StringBuilder("[");
    Map.of(
            "ce_id", "018f3a5e-7d1c-7000-8000-000000000001",
            "ce_type", "resource.created",
            "ce_subject", "r",
            "ce_sequence", "1",
            "dead_letter_reason", "x")
        .forEach(
            (name, value) ->
                headers.append(
                    "{\"name\":\"%s\",\"value\":\"%s\"},"
                        .formatted(
                            name,
                            Base64.getEncoder()
                                .encodeToString(value.getBytes(StandardCharsets.UTF_8)))));
    return row(headers.substring(0, headers.length() - 1) + "]");
  }

  @Test
  void retriesALetterThroughTheServicesOwnRoute() {
    sqlAnswers(wellFormed(), UNCHANGED);

    assertThat(answer(call("ops-dead-letter-retry", null, "id", "7"), 200))
        .isEqualTo("{\"id\":7,\"state\":\"retried\"}");

    List<?> events = processed.getExchanges().get(0).getIn().getBody(List.class);
    assertThat(((ReceivedEvent) events.get(0)).subject()).isEqualTo("r");
    assertThat(parameters(1).get("failure")).isNull();
    assertThat(actions("dead-letter-retry")).isEqualTo(1);
  }

  @Test
  void saysWhyALetterFailsAgain() {
    sqlAnswers(row("[]"), UNCHANGED);
    assertThat(answer(call("ops-dead-letter-retry", null, "id", "7"), 422)).contains("ce_subject");
    assertThat((String) parameters(1).get("failure")).contains("ce_subject");
    assertThat(processed.getReceivedCounter()).isZero();
  }

  @Test
  void saysWhyTheProcessingFailsAgain() {
    sqlAnswers(wellFormed(), UNCHANGED);
    processed.whenAnyExchangeReceived(
        exchange -> {
          throw new SQLException("value too long", "22001");
        });
    assertThat(answer(call("ops-dead-letter-retry", null, "id", "7"), 422))
        .contains("value too long");
    assertThat(parameters(1).get("failure")).isEqualTo("value too long");
  }

  @Test
  void blamesNoLetterForADatabaseThatIsAway() {
    sqlAnswers(wellFormed());
    processed.whenAnyExchangeReceived(
        exchange -> {
          throw new SQLException("gone", "08006");
        });
    answer(call("ops-dead-letter-retry", null, "id", "7"), 503);
    assertThat(sql.getReceivedCounter()).isEqualTo(1);
  }

  @Test
  void retriesManyAndTellsHowTheyEnded() {
    sqlAnswers(
        List.of(Map.of("id", 6L), Map.of("id", 7L)), row("[]"), UNCHANGED, wellFormed(), UNCHANGED);
    assertThat(answer(call("ops-dead-letters-retry", "{\"all\":true}"), 200))
        .isEqualTo("{\"retried\":1,\"failed\":1}");
    assertThat(parameters(2).get("who")).isEqualTo("ann");
  }

  @Test
  void retriesNoneAndStopsAtADatabaseThatIsAway() {
    sqlAnswers(List.of(), List.of(Map.of("id", 6L), Map.of("id", 7L)), wellFormed());
    assertThat(answer(call("ops-dead-letters-retry", "{\"all\":true}"), 200))
        .isEqualTo("{\"retried\":0,\"failed\":0}");

    processed.whenAnyExchangeReceived(
        exchange -> {
          throw new SQLException("gone", "08006");
        });
    answer(call("ops-dead-letters-retry", "{\"all\":true}"), 503);
    assertThat(sql.getReceivedCounter()).isEqualTo(3);
  }

  @Test
  void discardsAnOpenLetterOnly() {
    sqlAnswers(changed(1, "open"), changed(0, "retried"), changed(0, null));
    answer(call("ops-dead-letter-discard", "{\"reason\":\"r\"}", "id", "7"), 200);
    answer(call("ops-dead-letter-discard", "{\"reason\":\"r\"}", "id", "7"), 409);
    answer(call("ops-dead-letter-discard", "{\"reason\":\"r\"}", "id", "7"), 404);
    answer(call("ops-dead-letter-discard", "{\"reason\":\"r\"}", "id", "x"), 404);
    assertThat(actions("dead-letter-discard")).isEqualTo(1);
  }

  @Test
  void listsTasksAndRunsAFailedOneAgain() {
    sqlAnswers("{}", changed(1, "pending"), changed(0, "completed"), changed(0, null));

    String query = "status=failed&resource_id=r&limit=5";
    assertThat(answer(call("ops-tasks", null, Exchange.HTTP_QUERY, query), 200)).isEqualTo("{}");
    assertThat(answer(call("ops-tasks", null, Exchange.HTTP_QUERY, "status=parked"), 400))
        .contains("\"field\":\"status\"");
    assertThat(answer(call("ops-task-run", null, "id", "t"), 200)).isEqualTo("{\"tasks\":1}");
    answer(call("ops-task-run", null, "id", "t"), 409);
    answer(call("ops-task-run", null, "id", "t"), 404);

    assertThat(parameters(0).get("status")).isEqualTo("failed");
    assertThat(parameters(1).get("id")).isEqualTo("t");
    assertThat(wake.getReceivedCounter()).isEqualTo(1);
    assertThat(actions("task-run")).isEqualTo(1);
  }

  @Test
  void saysHowManyDeadLettersRetentionDeleted() {
    assertThat(call("dead-letters-retention", "7").getException()).isNull();
  }

  /** For {@code .transacted()} without a database. */
  private static final class NoTransaction implements TransactedPolicy {
    @Override
    public void beforeWrap(Route route, NamedNode definition) {
      // Nothing to prepare.
    }

    @Override
    public Processor wrap(Route route, Processor processor) {
      return processor;
    }
  }
}
