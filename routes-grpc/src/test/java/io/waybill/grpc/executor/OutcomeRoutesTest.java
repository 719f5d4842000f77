package io.waybill.grpc.executor;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.TracerProvider;
import io.waybill.grpc.TaskStatus;
import java.sql.SQLException;
import java.util.Map;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutcomeRoutesTest extends ExecutorRouteTest {
  @Override
  protected RoutesBuilder[] createRouteBuilders() {
    newExecutor();
    return new RoutesBuilder[] {
      new ExecutorFailures(),
      new OutcomeRoutes(
          executor.tasks,
          new TaskSpans(TracerProvider.noop().get("test")),
          executor.actions,
          new AttemptResult(TestExecutor.SETTINGS),
          executor.outcomes),
      new TaskActionRoutes(),
      new RouteBuilder() {
        @Override
        public void configure() {
          errorHandler(noErrorHandler());
          from("direct:action-fail").throwException(new IllegalStateException("no paper"));
        }
      }
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"process_new_resource", "reprocess_resource", "cleanup_resource"})
  void anActionsAnswerIsTheResult(String action) throws Exception {
    assertThat(run(action, 1))
        .returns(TaskStatus.COMPLETED, Outcome::status)
        .returns(action + " done for resource r-a", Outcome::result);
  }

  @Test
  void eachActionOfATaskThatAnEventMakesHasARoute() throws Exception {
    context.start();
    assertThat(executor.actions.known())
        .containsAll(quotedAfter("THEN", "/sql/tasks/from-events.sql"));
  }

  @Test
  void anUnknownActionRunsTheDefaultAndIsNeverPartOfAUri() throws Exception {
    assertThat(run("x?block=false&exchangePattern=InOnly", 1).result())
        .isEqualTo("x?block=false&exchangePattern=InOnly done for resource r-a");
  }

  @Test
  void aFailedAttemptIsRepeatedLater() throws Exception {
    assertThat(run("fail", 2))
        .returns(TaskStatus.PENDING, Outcome::status)
        .returns(2000L, Outcome::delayMillis);
  }

  @Test
  void theLastAttemptFailsForGood() throws Exception {
    assertThat(run("fail", 3))
        .returns(TaskStatus.FAILED, Outcome::status)
        .returns("failed after 3 attempts: no paper", Outcome::result);
  }

  private Outcome run(String action, int attempt) throws Exception {
    weave("run-task", true, "wake-writer");
    context.start();
    Map<String, Object> row = TestExecutor.row("a", attempt);
    row.put("action", action);
    template.sendBody("direct:test", executor.claim(row).get(0));
    return executor.outcomes.next().outcomes().get(0);
  }

  @Test
  void outcomesAreWrittenThenTheOthersWoken() throws Exception {
    MockEndpoint sql = weaveWriter();
    sql.whenAnyExchangeReceived(
        exchange -> exchange.getMessage().setHeader(PendingOutcomes.CHANGED, 1L));
    getMockEndpoint("mock:wake-relay-for-outcomes").expectedMessageCount(1);
    getMockEndpoint("mock:wake-claims").expectedMessageCount(1);
    template.sendBody("direct:test", "");
    MockEndpoint.assertIsSatisfied(context);
    assertThat(executor.tasks.count()).isZero();
    // The action is a caller's text without a route, so it is no label of its own.
    assertThat(
            executor
                .registry
                .get("tasks.attempts")
                .tags("action", "default", "status", "completed")
                .counter()
                .count())
        .isEqualTo(1);
  }

  @Test
  void outcomesThatCannotBeWrittenAreKept() throws Exception {
    weaveWriter()
        .whenAnyExchangeReceived(
            exchange -> {
              throw new IllegalStateException("away");
            });
    template.sendBody("direct:test", "");
    assertThat(executor.outcomes.isEmpty()).isFalse();
  }

  @Test
  void anOutcomeThatTheDatabaseRefusesBecomesAFailureAndIsThenGivenUp() throws Exception {
    MockEndpoint sql = weaveWriter();
    sql.whenAnyExchangeReceived(
        exchange -> {
          throw new SQLException("refused", "23505");
        });
    template.sendBody("direct:test", "");
    assertThat(executor.outcomes.isEmpty()).isTrue();
    assertThat(executor.tasks.count()).isZero();
    assertThat(sql.getReceivedCounter()).isEqualTo(2);
    Map<?, ?> second = sql.getExchanges().get(1).getIn().getBody(Map.class);
    assertThat((String[]) second.get("statuses")).containsExactly("failed");
    assertThat(((String[]) second.get("results"))[0]).contains("refused");
    assertThat(executor.registry.get("tasks.outcomes.refused").counter().count()).isEqualTo(1);
  }

  @Test
  void aFailingStatementThatIsNoRowsFaultKeepsAllOutcomes() throws Exception {
    weaveWriter()
        .whenAnyExchangeReceived(
            exchange -> {
              throw new SQLException("permission denied", "42501");
            });
    template.sendBody("direct:test", "");
    assertThat(executor.outcomes.isEmpty()).isFalse();
    assertThat(executor.tasks.count()).isEqualTo(1);
  }

  private MockEndpoint weaveWriter() throws Exception {
    weave(
        "write-outcomes",
        true,
        "outcomes-and-events",
        "next-of-resources",
        "wake-relay-for-outcomes",
        "wake-claims");
    context.start();
    Task task = executor.claim("a", 1).get(0);
    executor.tasks.start(task);
    executor.complete(task, 1);
    return getMockEndpoint("mock:outcomes-and-events");
  }

  @Test
  void textsThatPostgresqlCannotStoreAreReplaced() {
    assertThat(StorableText.of("a\0b\uD800c\uD83D\uDE00", 100))
        .isEqualTo("a\uFFFDb\uFFFDc\uD83D\uDE00");
    assertThat(StorableText.of("abcdef", 5)).isEqualTo("ab…");
    assertThat(StorableText.of("\uD83D\uDE00".repeat(3), 9)).isEqualTo("\uD83D\uDE00…");
    assertThat(StorableText.of("\uD83D\uDE00".repeat(3), 12)).hasSize(6);
  }
}
