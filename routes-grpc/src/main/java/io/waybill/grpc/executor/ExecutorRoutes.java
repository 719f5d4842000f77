package io.waybill.grpc.executor;

import io.waybill.health.Turn;
import java.time.Duration;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.CamelContextHelper;

/**
 * Pending tasks are claimed in one transaction, run in parallel, and their outcomes written in
 * batches. Each step is woken by the one before; the timers only make up for a wake-up that got
 * lost with its process. While there is much to do, claims and writes wait some milliseconds for
 * more of it: each costs as much as many tasks.
 */
public class ExecutorRoutes extends RouteBuilder {
  /** Longer than a statement may take. */
  private static final Duration STALL_LIMIT = Duration.ofSeconds(60);

  @Override
  public void configure() {
    // By their methods, not by the language of beans: these steps are taken for each task.
    TasksInHand tasks = named("tasksInHand", TasksInHand.class);
    TaskSpans spans = named("taskSpans", TaskSpans.class);
    TaskActions actions = named("taskActions", TaskActions.class);

    from("timer:tasks?period={{tasks.poll-interval}}&includeMetadata=false")
        .routeId("executor-tick")
        .to("seda:tasks-wake?size=1&discardWhenFull=true&waitForTaskToComplete=Never")
        .to("seda:outcomes-wake?size=1&discardWhenFull=true&waitForTaskToComplete=Never");

    from("seda:tasks-wake?size=1&pollTimeout=100")
        .routeId("claim-tasks")
        .process(Turn.of("executor", "claim-tasks", STALL_LIMIT))
        .delay(method("tasksInHand", "pauseBeforeClaim"))
        .syncDelayed()
        .id("wait-for-more-tasks")
        .filter(method("tasksInHand", "hasRoom"))
        // Not by an error handler: it would not touch an exchange that was rolled back.
        .doTry()
        .to("direct:take-tasks")
        .id("take")
        .doCatch(Exception.class)
        .process(ExecutorFailures::say)
        .bean("tasksInHand", "claimFailed(${exception})")
        .process(Turn::failed)
        .setBody(method("tasksInHand", "none"))
        .end()
        // Only now, when the claim is committed.
        .bean("tasksInHand", "taken")
        .id("remember")
        .split(body())
        .to(
            "seda:tasks-run?size={{tasks.queue-size}}&blockWhenFull=true&waitForTaskToComplete=Never")
        .id("hand-over")
        .end()
        .filter(method("tasksInHand", "isWorthAnother"))
        .to("seda:tasks-wake?size=1&discardWhenFull=true&waitForTaskToComplete=Never")
        .id("claim-again");

    from("direct:take-tasks")
        .routeId("take-tasks")
        .transacted()
        .setBody(method("tasksInHand", "claim"))
        .to(
            "sql:classpath:sql/executor/lock.sql?outputType=SelectOne&outputHeader=myTurn&parametersCount=1")
        .id("try-lock")
        .choice()
        .when(header("myTurn").isEqualTo(true))
        .to("sql:classpath:sql/executor/claim.sql?parametersCount=23")
        .id("claim")
        .otherwise()
        .setBody(method("tasksInHand", "none"))
        .end();

    from("seda:tasks-run?size={{tasks.queue-size}}&concurrentConsumers={{tasks.threads}}")
        .routeId("run-task")
        // Whatever happens here is an outcome: a task must never stay in hand for ever.
        .onException(Exception.class)
        .handled(true)
        .bean("taskOutcomes", "notRun(${exchangeProperty.task}, ${exception})")
        .process(spans::close)
        .bean("tasksInHand", "finish")
        .end()
        .filter()
        .body(Task.class, tasks::begin)
        .process(spans::open)
        .id("open-span")
        .setProperty("task", body())
        .setHeader("traceparent")
        .body(Task.class, Task::traceparent)
        .setBody()
        .body(Task.class, Task::body)
        // enrich, not to: an action that stops or rolls back its own exchange can't end this one.
        .enrich()
        .exchange(actions::endpointOf)
        .aggregationStrategy("taskOutcomes")
        .aggregateOnException(true)
        .id("run-action")
        .process(spans::close)
        .id("close-span")
        .process(exchange -> tasks.finish(exchange.getMessage().getBody(Outcome.class)))
        .id("keep-outcome")
        .to("seda:outcomes-wake?size=1&discardWhenFull=true&waitForTaskToComplete=Never")
        .id("wake-writer");

    from("seda:outcomes-wake?size=1&pollTimeout=100")
        .routeId("write-outcomes")
        .routeConfigurationId("executor")
        .process(Turn.of("executor", "write-outcomes", STALL_LIMIT))
        .loopDoWhile(method("tasksInHand", "hasOutcomes"))
        .process(Turn::goesOn)
        .delay(method("tasksInHand", "pauseBeforeWrite"))
        .syncDelayed()
        .id("wait-for-more-outcomes")
        .setProperty("outcomes", method("tasksInHand", "outcomes"))
        .setBody(method("tasksInHand", "columns(${exchangeProperty.outcomes})"))
        .doTry()
        .to("sql:classpath:sql/executor/finish.sql?outputType=SelectOne&parametersCount=8")
        .id("outcomes-and-events")
        .bean("tasksInHand", "written(${exchangeProperty.outcomes}, ${body})")
        .id("forget")
        .bean("taskMeters", "written(${exchangeProperty.outcomes})")
        .id("count-attempts")
        .to("seda:outbox-wake?size=1&discardWhenFull=true&waitForTaskToComplete=Never")
        .id("wake-relay-for-outcomes")
        .doCatch(Exception.class)
        .process(Turn::failed)
        .setBody(method("tasksInHand", "notWritten(${exchangeProperty.outcomes}, ${exception})"))
        .bean("taskMeters", "refused")
        .end()
        // A statement of its own: it must see what was set aside until the outcomes were committed.
        .setBody(method("tasksInHand", "resources(${exchangeProperty.outcomes})"))
        .to("sql:classpath:sql/executor/next.sql?parametersCount=1")
        .id("next-of-resources")
        .to("seda:tasks-wake?size=1&discardWhenFull=true&waitForTaskToComplete=Never")
        .id("wake-claims");

    setAside();

    from("timer:leases?delay={{tasks.renew-interval}}&period={{tasks.renew-interval}}&includeMetadata=false")
        .routeId("renew-leases")
        .routeConfigurationId("executor")
        .process(Turn.of("executor", "renew-leases", STALL_LIMIT))
        .filter(method("tasksInHand", "hasTasks"))
        .bean("tasksInHand", "interruptOverdue")
        .id("interrupt-overdue")
        .setBody(method("tasksInHand", "lease"))
        .split(method("tasksInHand", "leases"))
        .doTry()
        .to("sql:classpath:sql/executor/renew.sql?parametersCount=3")
        .id("renew")
        .bean("tasksInHand", "renewed")
        .id("note-renewal")
        .doCatch(Exception.class)
        .process(Turn::failed)
        .bean("tasksInHand", "notRenewed(${exception})")
        .end();

    from("direct:release-tasks")
        .routeId("release-tasks")
        .to("sql:classpath:sql/executor/release.sql?parametersCount=2")
        .id("release");
  }

  /** What waits is made ready when its time comes, and what a dead executor left is ended. */
  private void setAside() {
    from("timer:tasks-due?period={{tasks.poll-interval}}&includeMetadata=false")
        .routeId("due-tasks")
        .routeConfigurationId("executor")
        .process(Turn.of("executor", "due-tasks", STALL_LIMIT))
        .setBody(method("tasksInHand", "longestPause"))
        .to("sql:classpath:sql/executor/due.sql?parametersCount=1")
        .id("due")
        .filter(simple("${body.size} > 0"))
        .to("seda:tasks-wake?size=1&discardWhenFull=true&waitForTaskToComplete=Never")
        .id("wake-claims-for-due");

    from("timer:tasks-sweep?period={{tasks.sweep-interval}}&includeMetadata=false")
        .routeId("sweep-tasks")
        .routeConfigurationId("executor")
        .process(Turn.of("executor", "sweep-tasks", STALL_LIMIT))
        .to("direct:end-tasks-of-the-dead")
        .setBody(method("waitingResources", "after"))
        .to("sql:classpath:sql/executor/waiting.sql?parametersCount=1")
        .id("waiting")
        .setBody(method("waitingResources", "page"))
        .to("direct:next-tasks");

    from("direct:end-tasks-of-the-dead")
        .routeId("end-tasks-of-the-dead")
        .routeConfigurationId("executor")
        .filter(method("tasksInHand", "mayJudgeOthers"))
        .setBody(method("tasksInHand", "others"))
        .doTry()
        .to("sql:classpath:sql/executor/died.sql?parametersCount=6")
        .id("failed-and-events")
        .setBody(method("tasksInHand", "died"))
        .to("seda:outbox-wake?size=1&discardWhenFull=true&waitForTaskToComplete=Never")
        .id("wake-relay-for-the-dead")
        .to("direct:next-tasks")
        .doCatch(Exception.class)
        .bean("tasksInHand", "diedNotWritten(${exception})")
        .end();

    from("direct:next-tasks")
        .routeId("next-tasks")
        .errorHandler(noErrorHandler())
        .filter(simple("${body[resources].length} > 0"))
        .to("sql:classpath:sql/executor/next.sql?parametersCount=1")
        .id("next")
        .to("seda:tasks-wake?size=1&discardWhenFull=true&waitForTaskToComplete=Never")
        .id("wake-claims-for-next");
  }

  private <T> T named(String name, Class<T> type) {
    return CamelContextHelper.mandatoryLookup(getContext(), name, type);
  }
}
