package io.waybill.grpc.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;

class ClaimRoutesTest extends ExecutorRouteTest {
  @Override
  protected RoutesBuilder[] createRouteBuilders() {
    newExecutor();
    return new RoutesBuilder[] {
      new ExecutorFailures(), claimRoutes(), new LeaseRoutes(executor.tasks, executor.leases)
    };
  }

  @Test
  void claimedTasksAreHandedOver() throws Exception {
    weave("claim-tasks", true, "take", "hand-over");
    context.start();
    reply(
        getMockEndpoint("mock:take"), List.of(TestExecutor.row("a", 1), TestExecutor.row("b", 1)));
    getMockEndpoint("mock:hand-over").expectedMessageCount(2);
    template.sendBody("direct:test", "");
    MockEndpoint.assertIsSatisfied(context);
    assertThat(executor.tasks.count()).isEqualTo(2);
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

  @Test
  void leasesAreRenewedWhileTasksAreClaimed() throws Exception {
    weave("renew-leases", true, "renew");
    context.start();
    MockEndpoint renew = getMockEndpoint("mock:renew");
    renew.expectedMessageCount(1);
    reply(renew, List.of(Map.of("id", "a")));
    template.sendBody("direct:test", "");
    executor.claim("a", 1);
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
    executor.claim("a", 1);
    MockEndpoint release = getMockEndpoint("mock:release");
    release.expectedMessageCount(1);
    new ExecutorShutdown(executor.tasks, executor.leases, Duration.ofSeconds(1))
        .onContextStopping(context);
    MockEndpoint.assertIsSatisfied(context);
    assertThat((String[]) parameters(release).get("ids")).containsExactly("a");
  }
}
