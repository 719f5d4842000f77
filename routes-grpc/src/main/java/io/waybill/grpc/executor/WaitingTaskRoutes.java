package io.waybill.grpc.executor;

import io.waybill.grpc.Rows;
import io.waybill.grpc.WakeUps;
import io.waybill.outbox.OutboxRoutes;
import java.util.Map;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** What waits is made ready when its time comes, and what a dead executor left is failed. */
@Component
final class WaitingTaskRoutes extends RouteBuilder {
  private final ExecutorSettings settings;
  private final WaitingResources resources;
  private final Leases leases;
  private final ExpiredTasks expired;

  WaitingTaskRoutes(
      ExecutorSettings settings, WaitingResources resources, Leases leases, ExpiredTasks expired) {
    this.settings = settings;
    this.resources = resources;
    this.leases = leases;
    this.expired = expired;
  }

  // spotless:off
  @Override
  public void configure() {
    double longestPause = ExecutorSettings.seconds(settings.longestPause());

    from("timer:tasks-due?period={{tasks.poll-interval}}&includeMetadata=false").routeId("due-tasks")
        .routeConfigurationId(ExecutorFailures.ID)
        .process(ExecutorFailures.turn("due-tasks"))
        .setBody(constant(Map.of("longestPause", longestPause)))
        .to("sql:classpath:sql/executor/due.sql").id("due")
        .filter(due -> !Rows.of(due).isEmpty())
            .to(WakeUps.CLAIMS).id("wake-claims-for-due");

    from("timer:tasks-sweep?period={{tasks.sweep-interval}}&includeMetadata=false").routeId("sweep-tasks")
        .routeConfigurationId(ExecutorFailures.ID)
        .process(ExecutorFailures.turn("sweep-tasks"))
        .to("direct:fail-expired-tasks")
        .setBody(sweep -> resources.after())
        .to("sql:classpath:sql/executor/waiting.sql").id("waiting")
        .setBody(rows -> resources.page(Rows.of(rows)))
        .to("direct:next-tasks");

    from("direct:fail-expired-tasks").routeId("fail-expired-tasks")
        .routeConfigurationId(ExecutorFailures.ID)
        .filter(sweep -> leases.canJudgeOthers())
            .setBody(sweep -> expired.parameters())
            .doTry()
                .to("sql:classpath:sql/executor/fail-expired.sql").id("failed-and-events")
                .setBody(rows -> expired.failed(Rows.of(rows)))
                .to(OutboxRoutes.WAKE).id("wake-relay-for-expired")
                .to("direct:next-tasks")
            .doCatch(Exception.class)
                .process(expired::notWritten)
            .end();

    from("direct:next-tasks").routeId("next-tasks")
        .errorHandler(noErrorHandler())
        .filter().body(Map.class, next -> ((String[]) next.get("resources")).length > 0)
            .to("sql:classpath:sql/executor/next.sql").id("next")
            .to(WakeUps.CLAIMS).id("wake-claims-for-next");
  }
  // spotless:on
}
