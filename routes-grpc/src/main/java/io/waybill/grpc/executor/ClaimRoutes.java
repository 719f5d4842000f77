package io.waybill.grpc.executor;

import io.waybill.grpc.Rows;
import io.waybill.grpc.WakeUps;
import io.waybill.health.Turn;
import java.util.List;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/**
 * Tasks that may run are claimed in one transaction and handed to threads. A claim is woken by new
 * tasks and by each end of a task; the timer makes up for a wake-up that got lost with its process.
 */
@Component
final class ClaimRoutes extends RouteBuilder {
  private static final String RUN =
      "seda:tasks-run?size={{tasks.queue-size}}&blockWhenFull=true&waitForTaskToComplete=Never";

  private final Claims claims;
  private final Leases leases;

  ClaimRoutes(Claims claims, Leases leases) {
    this.claims = claims;
    this.leases = leases;
  }

  // spotless:off
  @Override
  public void configure() {
    from("timer:tasks?period={{tasks.poll-interval}}&includeMetadata=false").routeId("executor-tick")
        .to(WakeUps.CLAIMS)
        .to(WakeUps.OUTCOMES);

    from("seda:tasks-wake?size=1&pollTimeout=100").routeId("claim-tasks")
        .process(ExecutorFailures.turn("claim-tasks"))
        .delay().exchange(wake -> claims.delayMillis()).syncDelayed().id("wait-for-more-tasks")
        .filter(wake -> claims.hasRoom())
            // Not by an error handler: it would not touch an exchange that was rolled back.
            .doTry()
                .to("direct:take-tasks").id("take")
            .doCatch(Exception.class)
                .process(ExecutorFailures::log)
                .process(claims::failed)
                .process(failed -> leases.databaseFailed())
                .process(Turn::failed)
                .setBody(constant(List.of()))
            .end()
            // Only now, when the claim is committed.
            .setBody(rows -> claims.claimed(Rows.of(rows))).id("remember")
            .split(body())
                .to(RUN).id("hand-over")
            .end()
            .filter(tasks -> claims.isWorthAnother())
                .to(WakeUps.CLAIMS).id("claim-again");

    from("direct:take-tasks").routeId("take-tasks")
        .transacted()
            .setBody(wake -> claims.parameters())
            .to("sql:classpath:sql/executor/lock.sql?outputType=SelectOne&outputHeader=myTurn")
                .id("try-lock")
            .choice()
                .when(header("myTurn").isEqualTo(true))
                    .to("sql:classpath:sql/executor/claim.sql").id("claim")
                .otherwise()
                    .setBody(constant(List.of()))
            .end();
  }
  // spotless:on
}
