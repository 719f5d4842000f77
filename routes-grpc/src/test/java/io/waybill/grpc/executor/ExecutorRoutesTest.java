package io.waybill.grpc.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExecutorRoutesTest extends ExecutorRouteTest {
  private final TasksInHand tasks = new TasksInHand(TasksInHandTest.SETTINGS);

  @Override
  TasksInHand tasks() {
    return tasks;
  }

  @Override
  protected RoutesBuilder[] createRouteBuilders() {
    return new RoutesBuilder[] {
      new ExecutorFailures(),
      new ExecutorRoutes(),
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

  @Test
  void claimedTasksAreHandedOver() throws Exception {
    weave("claim-tasks", true, "take", "hand-over");
    context.start();
    reply(
        getMockEndpoint("mock:take"),
        List.of(TasksInHandTest.row("a", 1), TasksInHandTest.row("b", 1)));
    getMockEndpoint("mock:hand-over").expectedMessageCount(2);
    template.sendBody("direct:test", "");
    MockEndpoint.assertIsSatisfied(context);
    assertThat(tasks.count()).isEqualTo(2);
  }

  @Test
  void aClaimThatFailsTakesNothingAndIsNotAnError() throws Exception {
    weave("claim-tasks", true, "take", "hand-over");
    context.start();
    getMockEndpoint("mock:take")
        .whenAnyExchangeReceived(
            exchange -> {
              throw new IllegalStateException("away");
            });
    getMockEndpoint("mock:hand-over").expectedMessageCount(0);
    template.sendBody("direct:test", "");
    MockEndpoint.assertIsSatisfied(context);
  }

  @Test
  void onlyTheHolderOfTheLockClaims() throws Exception {
    weave("take-tasks", false, "try-lock", "claim");
    context.start();
    MockEndpoint lock = getMockEndpoint("mock:try-lock");
    getMockEndpoint("mock:claim").expectedMessageCount(1);
    lock.whenAnyExchangeReceived(exchange -> exchange.getMessage().setHeader("myTurn", false));
    assertThat(template.requestBody("direct:take-tasks", "")).isEqualTo(List.of());
    lock.whenAnyExchangeReceived(exchange -> exchange.getMessage().setHeader("myTurn", true));
    template.requestBody("direct:take-tasks", "");
    MockEndpoint.assertIsSatisfied(context);
  }

  @ParameterizedTest
  @ValueSource(strings = {"process_new_resource", "reprocess_resource", "cleanup_resource"})
  void anActionsAnswerIsTheResult(String action) throws Exception {
    assertThat(run(action, 1))
        .returns("completed", Outcome::status)
        .returns(action + " done for resource r-a", Outcome::result);
  }

  @Test
  void anUnknownActionRunsTheDefaultAndIsNeverPartOfAUri() throws Exception {
    assertThat(run("x?block=false&exchangePattern=InOnly", 1).result())
        .isEqualTo("x?block=false&exchangePattern=InOnly done for resource r-a");
  }

  @Test
  void aFailedAttemptIsRepeatedLater() throws Exception {
    assertThat(run("fail", 2))
        .returns("pending", Outcome::status)
        .returns(2000L, Outcome::delayMillis);
  }

  @Test
  void theLastAttemptFailsForGood() throws Exception {
    assertThat(run("fail", 3))
        .returns("failed", Outcome::status)
        .returns("failed after 3 attempts: no paper", Outcome::result);
  }

  private Outcome run(String action, int attempt) throws Exception {
    weave("run-task", true, "wake-writer");
    context.start();
    Map<String, Object> row = TasksInHandTest.row("a", attempt);
    row.put("action", action);
    tasks.claim();
    template.sendBody("direct:test", tasks.taken(List.of(row)).get(0));
    return tasks.outcomes().get(0);
  }

  @Test
  void outcomesAreWrittenThenTheOthersWoken() throws Exception {
    MockEndpoint sql = weaveWriter();
    reply(sql, 1L);
    getMockEndpoint("mock:wake-relay-for-outcomes").expectedMessageCount(1);
    getMockEndpoint("mock:wake-claims").expectedMessageCount(1);
    template.sendBody("direct:test", "");
    MockEndpoint.assertIsSatisfied(context);
    assertThat(tasks.count()).isZero();
    // The action is a caller's text without a route, so it is no label of its own.
    assertThat(
            meters
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
    assertThat(tasks.hasOutcomes()).isTrue();
  }

  @Test
  void anOutcomeThatTheDatabaseRefusesBecomesAFailureAndIsThenGivenUp() throws Exception {
    MockEndpoint sql = weaveWriter();
    sql.whenAnyExchangeReceived(
        exchange -> {
          throw new SQLException("refused", "23505");
        });
    template.sendBody("direct:test", "");
    assertThat(tasks.hasOutcomes()).isFalse();
    assertThat(tasks.count()).isZero();
    assertThat(sql.getReceivedCounter()).isEqualTo(2);
    Map<?, ?> second = sql.getExchanges().get(1).getIn().getBody(Map.class);
    assertThat((String[]) second.get("statuses")).containsExactly("failed");
    assertThat(((String[]) second.get("results"))[0]).contains("refused");
    assertThat(meters.get("tasks.outcomes.refused").counter().count()).isEqualTo(1);
  }

  @Test
  void aFailingStatementThatIsNoRowsFaultKeepsAllOutcomes() throws Exception {
    weaveWriter()
        .whenAnyExchangeReceived(
            exchange -> {
              throw new SQLException("permission denied", "42501");
            });
    template.sendBody("direct:test", "");
    assertThat(tasks.hasOutcomes()).isTrue();
    assertThat(tasks.count()).isEqualTo(1);
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
    tasks.claim();
    Task task = tasks.taken(List.of(TasksInHandTest.row("a", 1))).get(0);
    tasks.begin(task);
    tasks.finish(new Outcome(task, "completed", "done", null));
    return getMockEndpoint("mock:outcomes-and-events");
  }

  @Test
  void leasesAreRenewedWhileTasksAreInHand() throws Exception {
    weave("renew-leases", true, "renew");
    context.start();
    MockEndpoint renew = getMockEndpoint("mock:renew");
    renew.expectedMessageCount(1);
    reply(renew, List.of(Map.of("id", "a")));
    template.sendBody("direct:test", "");
    tasks.claim();
    tasks.taken(List.of(TasksInHandTest.row("a", 1)));
    template.sendBody("direct:test", "");
    MockEndpoint.assertIsSatisfied(context);
  }

  @Test
  void theTickWakesClaimsAndWriter() throws Exception {
    weave("executor-tick", true);
    weave("claim-tasks", false, "take", "hand-over");
    context.start();
    getMockEndpoint("mock:take").expectedMessageCount(1);
    reply(getMockEndpoint("mock:take"), List.of());
    template.sendBody("direct:test", "");
    MockEndpoint.assertIsSatisfied(context);
  }

  @Test
  void whatHasNotBegunIsHandedBackAtAStop() throws Exception {
    weave("release-tasks", false, "release");
    context.start();
    tasks.claim();
    tasks.taken(List.of(TasksInHandTest.row("a", 1)));
    MockEndpoint release = getMockEndpoint("mock:release");
    release.expectedMessageCount(1);
    new TasksDrain(tasks, TasksInHandTest.SETTINGS).onContextStopping(context);
    MockEndpoint.assertIsSatisfied(context);
    assertThat((String[]) parameters(release).get("ids")).containsExactly("a");
  }

  @Test
  void textsThatPostgresqlCannotStoreAreMended() {
    assertThat(TaskOutcomes.shortened("a\0b\uD800c\uD83D\uDE00", 100))
        .isEqualTo("a\uFFFDb\uFFFDc\uD83D\uDE00");
    assertThat(TaskOutcomes.shortened("abcdef", 5)).isEqualTo("ab…");
    assertThat(TaskOutcomes.shortened("\uD83D\uDE00".repeat(3), 9)).isEqualTo("\uD83D\uDE00…");
    assertThat(TaskOutcomes.shortened("\uD83D\uDE00".repeat(3), 12)).hasSize(6);
  }
}
