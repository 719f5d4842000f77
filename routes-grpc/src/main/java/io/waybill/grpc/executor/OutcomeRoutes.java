package io.waybill.grpc.executor;

import io.waybill.grpc.WakeUps;
import io.waybill.health.Turn;
import io.waybill.outbox.OutboxRoutes;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/**
 * Each claimed task becomes an outcome, on one of many threads; outcomes are written in batches.
 */
@Component
final class OutcomeRoutes extends RouteBuilder {
  private final ClaimedTasks tasks;
  private final TaskSpans spans;
  private final TaskActions actions;
  private final AttemptResult result;
  private final PendingOutcomes outcomes;

  OutcomeRoutes(
      ClaimedTasks tasks,
      TaskSpans spans,
      TaskActions actions,
      AttemptResult result,
      PendingOutcomes outcomes) {
    this.tasks = tasks;
    this.spans = spans;
    this.actions = actions;
    this.result = result;
    this.outcomes = outcomes;
  }

  // spotless:off
  @Override
  public void configure() {
    from("seda:tasks-run?size={{tasks.queue-size}}&concurrentConsumers={{tasks.threads}}").routeId("run-task")
        // Whatever happens here is an outcome: a task must never stay claimed for ever.
        .onException(Exception.class)
            .handled(true)
            .process(result::failed)
            .process(spans::close)
            .process(this::keep)
        .end()
        .filter().body(Task.class, tasks::start)
            .process(spans::open).id("open-span")
            .setHeader("traceparent").body(Task.class, Task::traceparent)
            .setBody().body(Task.class, ActionInput::new)
            // enrich, not to: an action that stops or rolls back its own exchange can't end this one.
            .enrich().exchange(actions::endpointOf)
                .aggregationStrategy(result).aggregateOnException(true).id("run-action")
            .process(spans::close).id("close-span")
            .process(this::keep).id("keep-outcome")
            .to(WakeUps.OUTCOMES).id("wake-writer");

    from("seda:outcomes-wake?size=1&pollTimeout=100").routeId("write-outcomes")
        .routeConfigurationId(ExecutorFailures.ID)
        .process(ExecutorFailures.turn("write-outcomes"))
        .loopDoWhile(wake -> !outcomes.isEmpty())
            .process(Turn::goesOn)
            .delay().exchange(wake -> outcomes.delayMillis()).syncDelayed().id("wait-for-more-outcomes")
            .setBody(wake -> outcomes.next())
            .doTry()
                .to("sql:classpath:sql/executor/finish.sql?outputType=SelectOne"
                        + "&outputHeader=" + PendingOutcomes.CHANGED)
                    .id("outcomes-and-events")
                .process(outcomes::written).id("forget")
                .to(OutboxRoutes.WAKE).id("wake-relay-for-outcomes")
            .doCatch(Exception.class)
                .process(Turn::failed)
                .process(outcomes::refused)
            .end()
            // A statement of its own: it must see what was set aside until the outcomes were committed.
            .setBody().body(OutcomeBatch.class, OutcomeBatch::resources)
            .to("sql:classpath:sql/executor/next.sql").id("next-of-resources")
            .to(WakeUps.CLAIMS).id("wake-claims");
  }
  // spotless:on

  private void keep(Exchange exchange) {
    outcomes.add(exchange.getMessage().getBody(Outcome.class));
  }
}
