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
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.apache.camel.CamelContext;
import org.apache.camel.EndpointInject;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.component.seda.SedaEndpoint;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.apache.camel.test.spring.junit5.MockEndpointsAndSkip;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;

/**
 * The steps of the outbox Kamelets without servers: every SQL endpoint is a mock, the transaction
 * is a counter.
 */
@CamelSpringBootTest
@MockEndpointsAndSkip("sql:.*")
@SpringBootTest(
    classes = {TemplatesTestApplication.class, OutboxRouteTest.Routes.class},
    properties = {
      "spring.datasource.url=jdbc:postgresql://127.0.0.1:1/none",
      "spring.datasource.hikari.initialization-fail-timeout=-1",
      "spring.autoconfigure.exclude="
          + "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration,"
          + "org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration"
    })
class OutboxRouteTest {
  @Autowired CamelContext context;
  @Autowired ProducerTemplate camel;
  @Autowired CountingTransactions transactions;

  @EndpointInject("mock:sql:classpath:sql/outbox/take-turn.sql")
  MockEndpoint takeTurn;

  @EndpointInject("mock:sql:classpath:sql/outbox/next-batch.sql")
  MockEndpoint nextBatch;

  @EndpointInject("mock:sql:classpath:sql/outbox/mark-processed.sql")
  MockEndpoint markProcessed;

  @EndpointInject("mock:sql:classpath:sql/outbox/park.sql")
  MockEndpoint park;

  @EndpointInject("mock:sql:classpath:sql/outbox/park-topic.sql")
  MockEndpoint parkTopic;

  @EndpointInject("mock:sql:classpath:sql/outbox/large-batch.sql")
  MockEndpoint largeBatch;

  @EndpointInject("mock:sql:classpath:sql/outbox/append.sql")
  MockEndpoint append;

  @EndpointInject("mock:target")
  MockEndpoint target;

  @TestConfiguration
  static class Routes {
    @Bean
    CountingTransactions transactionManager() {
      return new CountingTransactions();
    }

    @Bean
    RouteBuilder routes() {
      return new RouteBuilder() {
        @Override
        public void configure() {
          from("kamelet:outbox-source?source=/test&batchSize=2&wake=wake")
              .routeId("relay")
              .to("mock:target");
          from("kamelet:outbox-source?source=/test&batchSize=2&wake=slow&spacing=1000")
              .routeId("slow-relay")
              .to("mock:target");
          from("kamelet:outbox-source?source=/test&batchSize=2&wake=stopping")
              .routeId("relay-that-stops")
              .to("mock:target")
              .stop();
          from("direct:append")
              .routeId("append")
              .to("kamelet:outbox-append-action?type=order.created");
        }
      };
    }
  }

  @BeforeEach
  void aTurnAndTwoEvents() {
    SedaEndpoint queue = context.getEndpoint("seda:wake?size=1", SedaEndpoint.class);
    await()
        .until(
            () -> queue.getCurrentQueueSize() == 0 && context.getInflightRepository().size() == 0);
    context.getRoutes().forEach(route -> route.getProperties().remove(RelayState.PROPERTY));
    MockEndpoint.resetMocks(context);
    takeTurn.whenAnyExchangeReceived(body(Map.of("mine", true, "session", 1, "upkeep_due", false)));
    nextBatch.whenAnyExchangeReceived(body(List.of()));
    markProcessed.whenAnyExchangeReceived(body(List.of()));
    nextBatch.whenExchangeReceived(1, body(List.of(row(1), row(2))));
  }

  @Test
  void publishesThenMarksAndLooksAgainAfterAFullBatch() throws Exception {
    target.expectedMessageCount(1);
    markProcessed.expectedMessageCount(1);
    nextBatch.expectedMessageCount(2);
    long before = transactions.committed;

    wake();

    MockEndpoint.assertIsSatisfied(target, markProcessed, nextBatch);
    assertThat(takeTurn.getExchanges().get(0).getMessage().getBody())
        .isEqualTo(Map.of("outboxTimeout", "20s"));
    List<?> batch = target.getExchanges().get(0).getMessage().getBody(List.class);
    assertThat(batch).hasSize(2).allMatch(Message.class::isInstance);
    assertThat(published(markProcessed)).containsExactly(List.of(1L, 2L));
    await().until(() -> transactions.committed > before);
  }

  @Test
  void readsNoBatchThatIsPublishedAndMarksItWithTheNext() throws Exception {
    nextBatch.whenExchangeReceived(2, body(List.of(row(3), row(4))));
    nextBatch.whenExchangeReceived(3, body(List.of(row(5))));
    target.expectedMessageCount(3);
    markProcessed.expectedMessageCount(3);
    takeTurn.expectedMessageCount(1);

    wake();

    MockEndpoint.assertIsSatisfied(target, markProcessed, takeTurn);
    assertThat(published(nextBatch)).containsExactly(List.of(), List.of(1L, 2L), List.of(3L, 4L));
    assertThat(published(markProcessed))
        .containsExactly(List.of(1L, 2L), List.of(3L, 4L), List.of(5L));
  }

  @Test
  void readsTheNextBatchWhileTheOneBeforeIsMarked() throws Exception {
    CountDownLatch marking = new CountDownLatch(1);
    CountDownLatch read = new CountDownLatch(1);
    nextBatch.whenExchangeReceived(
        2,
        exchange -> {
          assertThat(marking.await(5, TimeUnit.SECONDS)).isTrue();
          exchange.getMessage().setBody(List.of());
          read.countDown();
        });
    markProcessed.whenAnyExchangeReceived(
        exchange -> {
          marking.countDown();
          assertThat(read.await(5, TimeUnit.SECONDS)).isTrue();
          exchange.getMessage().setBody(List.of());
        });
    markProcessed.expectedMessageCount(1);
    long before = transactions.committed;

    wake();

    markProcessed.assertIsSatisfied();
    await().until(() -> transactions.committed > before);
  }

  @Test
  void theTurnEndsAfterTheMark() throws Exception {
    CountDownLatch marks = new CountDownLatch(1);
    markProcessed.whenAnyExchangeReceived(
        exchange -> {
          assertThat(marks.await(10, TimeUnit.SECONDS)).isTrue();
          exchange.getMessage().setBody(List.of());
        });
    nextBatch.expectedMessageCount(2);
    long before = transactions.committed;

    wake();

    nextBatch.assertIsSatisfied();
    await().during(Duration.ofMillis(200)).until(() -> transactions.committed == before);
    marks.countDown();
    await().until(() -> transactions.committed > before);
  }

  @Test
  void aTurnWhoseMarkFailsIsRolledBack() throws Exception {
    markProcessed.whenAnyExchangeReceived(failing(new IllegalStateException("away")));
    nextBatch.expectedMessageCount(2);
    long before = transactions.committed;

    wake();

    nextBatch.assertIsSatisfied();
    await().until(() -> context.getInflightRepository().size() == 0);
    assertThat(transactions.committed).isEqualTo(before);
  }

  @Test
  void marksTheBatchBeforeTheOneThatFails() throws Exception {
    nextBatch.whenExchangeReceived(2, body(List.of(row(3), row(4))));
    target.whenExchangeReceived(2, failing(new IllegalStateException("away")));
    target.expectedMessageCount(2);
    markProcessed.expectedMessageCount(1);
    nextBatch.expectedMessageCount(2);

    wake();

    MockEndpoint.assertIsSatisfied(target, nextBatch);
    await().until(() -> context.getInflightRepository().size() == 0);
    markProcessed.assertIsSatisfied();
    assertThat(published(markProcessed)).containsExactly(List.of(1L, 2L));
  }

  @Test
  void endsATurnThatHasBecomeLong() {
    assertThat(RelayTurn.isLong(499_999_999)).isFalse();
    assertThat(RelayTurn.isLong(500_000_000)).isTrue();
  }

  /** The parameter of that name of each execution of a statement. */
  private static List<List<Long>> published(MockEndpoint statement) {
    return statement.getExchanges().stream()
        .map(exchange -> (long[]) exchange.getMessage().getBody(Map.class).get("outboxPublished"))
        .map(seqs -> LongStream.of(seqs).boxed().toList())
        .toList();
  }

  private static List<Object> parameter(MockEndpoint statement, String name) {
    List<Object> values = new ArrayList<>();
    for (Exchange exchange : statement.getExchanges()) {
      values.add(exchange.getMessage().getBody(Map.class).get(name));
    }
    return values;
  }

  @Test
  void aSecondLookWaits() throws Exception {
    nextBatch.whenExchangeReceived(1, body(List.of(row(1))));
    takeTurn.expectedMessageCount(1);
    wakeSlowRelay();
    MockEndpoint.assertIsSatisfied(takeTurn);
    await().until(() -> context.getInflightRepository().size() == 0);

    wakeSlowRelay();

    await().until(() -> context.getInflightRepository().size() == 1);
    assertThat(takeTurn.getReceivedCounter()).isEqualTo(1);
    await().until(() -> takeTurn.getReceivedCounter() == 2);
  }

  @Test
  void doesNothingWhenItIsAnothersTurn() throws Exception {
    takeTurn.whenAnyExchangeReceived(body(Map.of("mine", false)));
    takeTurn.expectedMessageCount(1);
    nextBatch.expectedMessageCount(0);
    target.expectedMessageCount(0);

    wake();

    MockEndpoint.assertIsSatisfied(takeTurn, nextBatch, target);
  }

  @Test
  void aRouteThatStopsHasSucceeded() throws Exception {
    nextBatch.whenExchangeReceived(2, body(List.of(row(3))));
    target.expectedMessageCount(2);
    markProcessed.expectedMessageCount(2);

    camel.sendBody("seda:stopping?size=1&discardWhenFull=true", null);

    MockEndpoint.assertIsSatisfied(target, markProcessed);
    assertThat(published(markProcessed)).containsExactly(List.of(1L, 2L), List.of(3L));
  }

  @Test
  void theRouteBehindGetsNoHeaderOfWhatWokeTheRelay() throws Exception {
    target.expectedMessageCount(1);

    camel.sendBodyAndHeader("seda:wake?size=1&discardWhenFull=true", null, "CamelKafkaTopic", "x");

    target.assertIsSatisfied();
    assertThat(target.getExchanges().get(0).getMessage().getHeaders()).isEmpty();
  }

  @Test
  void marksNothingWhenTheTargetFails() throws Exception {
    target.whenAnyExchangeReceived(failing(new IllegalStateException("away")));
    target.expectedMessageCount(1);
    markProcessed.expectedMessageCount(0);
    park.expectedMessageCount(0);

    wake();

    MockEndpoint.assertIsSatisfied(target, markProcessed, park);
  }

  @Test
  void parksTheEventThatTheTargetRefuses() throws Exception {
    target.whenAnyExchangeReceived(failing(new EventRefusedException("e-2", "too large", null)));
    park.expectedMessageCount(1);
    markProcessed.expectedMessageCount(0);
    nextBatch.expectedMessageCount(2);

    wake();

    MockEndpoint.assertIsSatisfied(park, markProcessed, nextBatch);
    assertThat(park.getExchanges().get(0).getMessage().getBody())
        .isEqualTo(Map.of("outboxRefusedId", "e-2", "outboxReason", "too large"));
  }

  @Test
  void marksWhatTheTargetHasAcknowledgedOfABatchThatFails() throws Exception {
    target.whenAnyExchangeReceived(
        failing(new PartlyPublishedException("e-2", new IllegalStateException("away"))));
    markProcessed.expectedMessageCount(1);

    wake();

    markProcessed.assertIsSatisfied();
    assertThat(published(markProcessed)).containsExactly(List.of(1L));
  }

  @Test
  void takesLessAfterABatchThatFails() throws Exception {
    nextBatch.whenAnyExchangeReceived(body(List.of(row(1), row(2))));
    target.whenAnyExchangeReceived(failing(new IllegalStateException("away")));
    target.expectedMessageCount(2);
    wake();
    await().until(() -> target.getReceivedCounter() == 1);
    await().until(() -> context.getInflightRepository().size() == 0);

    wake();

    target.assertIsSatisfied();
    assertThat(parameter(nextBatch, "outboxBatchSize")).containsExactly(2, 1);
  }

  @Test
  void holdsBackATopicThatTheTargetRefuses() throws Exception {
    nextBatch.whenExchangeReceived(2, body(List.of(row(3))));
    target.whenExchangeReceived(
        1,
        failing(
            new PartlyPublishedException(
                "e-2", new TopicRefusedException("order.created", "denied", null))));
    target.expectedMessageCount(2);
    markProcessed.expectedMessageCount(2);
    parkTopic.expectedMessageCount(0);

    wake();

    MockEndpoint.assertIsSatisfied(target, markProcessed, parkTopic);
    assertThat(published(markProcessed)).containsExactly(List.of(1L), List.of(3L));
    assertThat((String[]) parameter(nextBatch, "outboxHeld").get(1))
        .containsExactly("order.created");
  }

  @Test
  void parksTheTopicInTheEnd() throws Exception {
    target.whenExchangeReceived(
        1, failing(new TopicRefusedException("order.created", "denied", null)));
    parkTopic.expectedMessageCount(1);
    AtomicLong nanos = new AtomicLong();
    RelayState later = new RelayState(nanos::get);
    later.topics.refused("order.created");
    later.topics.published(List.of("another"));
    nanos.addAndGet(HeldTopics.GIVE_UP_AFTER.toNanos());
    context.getRoutes().forEach(route -> route.getProperties().put(RelayState.PROPERTY, later));

    wake();

    parkTopic.assertIsSatisfied();
    assertThat(parkTopic.getExchanges().get(0).getMessage().getBody())
        .isEqualTo(Map.of("outboxTopic", "order.created", "outboxReason", "denied"));
  }

  @Test
  void readsEventsThatMayBeLargeByTheirBytes() throws Exception {
    nextBatch.whenExchangeReceived(1, body(List.of(large(1), large(2))));
    largeBatch.whenAnyExchangeReceived(body(List.of(row(1))));
    target.expectedMessageCount(1);
    // Cut short by its bytes, so there is more.
    nextBatch.expectedMessageCount(2);

    wake();

    MockEndpoint.assertIsSatisfied(target, nextBatch);
    assertThat((String[]) parameter(largeBatch, "outboxIds").get(0)).containsExactly("e-1", "e-2");
    assertThat(parameter(largeBatch, "outboxBatchBytes")).containsExactly(8388608L);
    assertThat(published(markProcessed)).containsExactly(List.of(1L));
  }

  @Test
  void parksAnEventThatIsLargerThanABatch() throws Exception {
    nextBatch.whenExchangeReceived(1, body(List.of(large(1))));
    largeBatch.whenAnyExchangeReceived(body(List.of(large(1))));
    target.expectedMessageCount(0);
    park.expectedMessageCount(1);

    wake();

    MockEndpoint.assertIsSatisfied(target, park);
    assertThat(parameter(park, "outboxReason").get(0).toString()).contains("raise batchBytes");
  }

  @Test
  void theLineAboutAParkedEventBelongsToItsRequest() throws Exception {
    nextBatch.whenExchangeReceived(1, body(List.of(row(1, "request-1"), row(2))));
    target.whenAnyExchangeReceived(failing(new EventRefusedException("e-1", "too large", null)));
    park.expectedMessageCount(1);

    assertThat(linesUntil(park))
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.getFormattedMessage()).isEqualTo("Parked event e-1: too large");
              assertThat(line.getMDCPropertyMap()).containsEntry("correlation_id", "request-1");
            });
  }

  @Test
  void theLineAboutABatchThatWaitsBelongsToItsRequest() throws Exception {
    nextBatch.whenExchangeReceived(1, body(List.of(row(1, "request-1"), row(2))));
    target.whenAnyExchangeReceived(failing(new IllegalStateException("away")));
    target.expectedMessageCount(1);

    // Also at DEBUG: at WARN there is one such line in ten seconds.
    assertThat(linesUntil(target))
        .isNotEmpty()
        .allSatisfy(
            line -> {
              assertThat(line.getFormattedMessage())
                  .startsWith("A batch of 2 events (correlation_id request-1) was not published");
              assertThat(line.getMDCPropertyMap()).containsEntry("correlation_id", "request-1");
            });
  }

  /** What the outbox logs, at any level, until a mock has what it expects and nothing runs. */
  private List<ILoggingEvent> linesUntil(MockEndpoint satisfied) throws InterruptedException {
    Logger logger = (Logger) LoggerFactory.getLogger(OutboxFailures.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    logger.addAppender(lines);
    logger.setLevel(Level.DEBUG);
    try {
      wake();
      MockEndpoint.assertIsSatisfied(satisfied);
      await().until(() -> context.getInflightRepository().size() == 0);
    } finally {
      logger.setLevel(null);
      logger.detachAppender(lines);
    }
    return lines.list;
  }

  @Test
  void appendsTheEventAndKeepsTheBody() throws Exception {
    append.expectedMessageCount(1);

    Exchange answer =
        camel.request(
            "direct:append",
            exchange -> {
              exchange.getMessage().setBody("{}");
              exchange.getMessage().setHeader("eventSubject", "o-1");
              exchange.getMessage().setHeader("eventSequence", 3);
              exchange.getMessage().setHeader("camelsqlquery", "DROP TABLE outbox_events");
              exchange.getMessage().setHeader("CAMELSQLPARAMETERS", List.of("stolen"));
              exchange.getMessage().setHeader("camelSqlRetrieveGeneratedKeys", "true");
            });

    append.assertIsSatisfied();
    assertThat(append.getExchanges().get(0).getMessage().getHeaders())
        .doesNotContainKeys("CamelSqlQuery", "CamelSqlParameters", "CamelSqlRetrieveGeneratedKeys");
    assertThat(answer.getMessage().getBody()).isEqualTo("{}");
    Map<?, ?> row = append.getExchanges().get(0).getMessage().getBody(Map.class);
    assertThat(row.get("type")).isEqualTo("order.created");
    assertThat(row.get("subject")).isEqualTo("o-1");
    assertThat(row.get("key")).isEqualTo("o-1");
    assertThat(row.get("sequence")).isEqualTo(3L);
    assertThat(row.get("payload")).isEqualTo("{}");
  }

  @Test
  void saysWhichHeaderAnEventNeeds() {
    Exchange answer = camel.request("direct:append", exchange -> {});

    assertThat(answer.getException())
        .hasMessageContaining("The outbox needs the header eventSubject");
  }

  @Test
  void waitsAndIsNotDownWhileNoTransactionCanBegin() {
    transactions.away = new SQLTransientConnectionException("wrong password", "28P01");
    BackgroundPart relay = BackgroundParts.of(context).part("relay", "wake", Duration.ofMinutes(1));
    relay.failed(new IllegalStateException("another failure, before"));

    try {
      wake();
      await().until(() -> "waits: wrong password".equals(relay.state().reason()));
    } finally {
      transactions.away = null;
    }
  }

  private void wake() {
    camel.sendBody("seda:wake?size=1&discardWhenFull=true", null);
  }

  private void wakeSlowRelay() {
    camel.sendBody("seda:slow?size=1&discardWhenFull=true", null);
  }

  private static Processor body(Object body) {
    return exchange -> exchange.getMessage().setBody(body);
  }

  private static Processor failing(Exception failure) {
    return exchange -> {
      throw failure;
    };
  }

  private static OutboxRow row(long seq) {
    return row(seq, null);
  }

  private static OutboxRow row(long seq, String correlationId) {
    return row(seq, "{}", correlationId);
  }

  private static OutboxRow large(long seq) {
    return row(seq, null, null);
  }

  private static OutboxRow row(long seq, String payload, String correlationId) {
    return new OutboxRow(
        seq,
        "e-" + seq,
        "o-1",
        "order.created",
        "o-1",
        seq,
        payload,
        "2026-01-02T03:04:05.678901Z",
        null,
        correlationId);
  }

  /** Transactions without a database. */
  static class CountingTransactions extends AbstractPlatformTransactionManager {
    private static final long serialVersionUID = 1L;
    volatile long committed;
    transient volatile SQLException away;

    @Override
    protected Object doGetTransaction() {
      return new Object();
    }

    @Override
    protected void doBegin(Object transaction, TransactionDefinition definition) {
      if (away != null) {
        throw new CannotCreateTransactionException("Could not open a connection", away);
      }
    }

    @Override
    protected synchronized void doCommit(DefaultTransactionStatus status) {
      committed++;
    }

    @Override
    protected void doRollback(DefaultTransactionStatus status) {}
  }
}
