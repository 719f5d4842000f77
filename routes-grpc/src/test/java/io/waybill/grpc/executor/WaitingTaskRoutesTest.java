package io.waybill.grpc.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;

/** The routes that make waiting tasks ready and fail those of executors that died. */
class WaitingTaskRoutesTest extends ExecutorRouteTest {
  @Override
  protected RoutesBuilder[] createRouteBuilders() {
    newExecutor();
    return new RoutesBuilder[] {
      new ExecutorFailures(),
      new WaitingTaskRoutes(
          TestExecutor.SETTINGS, new WaitingResources(), executor.leases, executor.expired)
    };
  }

  @Test
  void tasksThatAreDueWakeTheClaims() throws Exception {
    weave("due-tasks", true, "due", "wake-claims-for-due");
    context.start();
    MockEndpoint due = getMockEndpoint("mock:due");
    MockEndpoint wake = getMockEndpoint("mock:wake-claims-for-due");
    reply(due, List.of());
    template.sendBody("direct:test", "");
    wake.expectedMessageCount(0);
    wake.assertIsSatisfied();

    reply(due, List.of(Map.of("id", "a")));
    wake.expectedMessageCount(1);
    template.sendBody("direct:test", "");
    wake.assertIsSatisfied();
    assertThat((Double) parameters(due).get("longestPause")).isPositive();
  }

  @Test
  void theSweepFailsExpiredTasksAndMakesTheirSuccessorsReady() throws Exception {
    weaveSweep();
    executor.pass(30);
    reply(
        getMockEndpoint("mock:failed-and-events"),
        List.of(Map.of("id", "a", "action", "weigh", "resource_id", "r-1", "attempts", 5)));
    reply(getMockEndpoint("mock:waiting"), List.of(Map.of("resource_id", "r-2")));
    MockEndpoint next = getMockEndpoint("mock:next");
    next.expectedMessageCount(2);
    getMockEndpoint("mock:wake-relay-for-expired").expectedMessageCount(1);
    getMockEndpoint("mock:wake-claims-for-next").expectedMessageCount(2);

    template.sendBody("direct:test", "");

    MockEndpoint.assertIsSatisfied(context);
    assertThat(resources(next, 0)).containsExactly("r-1");
    assertThat(resources(next, 1)).containsExactly("r-2");
  }

  @Test
  void nobodyIsJudgedDeadWithinOneLeaseAfterTheDatabaseWasAway() throws Exception {
    weaveSweep();
    reply(getMockEndpoint("mock:waiting"), List.of());
    getMockEndpoint("mock:failed-and-events").expectedMessageCount(0);
    getMockEndpoint("mock:next").expectedMessageCount(0);

    template.sendBody("direct:test", "");

    MockEndpoint.assertIsSatisfied(context);
  }

  @Test
  void aRowThatTheDatabaseRefusesDoesNotStopTheSweep() throws Exception {
    weaveSweep();
    executor.pass(30);
    getMockEndpoint("mock:failed-and-events")
        .whenAnyExchangeReceived(
            exchange -> {
              throw new SQLException("refused", "23505");
            });
    reply(getMockEndpoint("mock:waiting"), List.of(Map.of("resource_id", "r-2")));
    getMockEndpoint("mock:next").expectedMessageCount(1);

    template.sendBody("direct:test", "");

    MockEndpoint.assertIsSatisfied(context);
  }

  private void weaveSweep() throws Exception {
    weave("sweep-tasks", true, "waiting");
    weave("fail-expired-tasks", false, "failed-and-events", "wake-relay-for-expired");
    weave("next-tasks", false, "next", "wake-claims-for-next");
    context.start();
  }

  private static String[] resources(MockEndpoint next, int call) {
    return (String[]) next.getExchanges().get(call).getIn().getBody(Map.class).get("resources");
  }
}
