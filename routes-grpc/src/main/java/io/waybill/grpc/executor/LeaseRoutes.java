package io.waybill.grpc.executor;

import io.waybill.grpc.Rows;
import io.waybill.health.Turn;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** Keeps the leases of claimed tasks, and hands tasks back at a stop. */
@Component
final class LeaseRoutes extends RouteBuilder {
  private final ClaimedTasks tasks;
  private final Leases leases;

  LeaseRoutes(ClaimedTasks tasks, Leases leases) {
    this.tasks = tasks;
    this.leases = leases;
  }

  // spotless:off
  @Override
  public void configure() {
    from("timer:leases?delay={{tasks.renew-interval}}&period={{tasks.renew-interval}}&includeMetadata=false")
        .routeId("renew-leases")
        .routeConfigurationId(ExecutorFailures.ID)
        .process(ExecutorFailures.turn("renew-leases"))
        .process(tick -> tasks.interruptOverdue()).id("interrupt-overdue")
        .split().exchange(tick -> leases.batches())
            .doTry()
                .to("sql:classpath:sql/executor/renew.sql").id("renew")
                .process(rows -> leases.renewed(Rows.of(rows))).id("note-renewal")
            .doCatch(Exception.class)
                .process(Turn::failed)
                .process(leases::notRenewed)
            .end();

    from("direct:release-tasks").routeId("release-tasks")
        .to("sql:classpath:sql/executor/release.sql").id("release");
  }
  // spotless:on
}
