package io.waybill.operator;

import io.waybill.service.problem.ApiProblems;
import org.apache.camel.builder.RouteBuilder;

/** Reads the outbox, and changes what the relay does next. */
public final class OutboxOperatorRoutes extends RouteBuilder {
  private static final String HTTP =
      "&headerFilterStrategy=#operatorHeaders&useStreaming=true&populateBodyWithForm=false";
  private static final String GET =
      "sql:classpath:sql/operator/outbox-get.sql?outputType=SelectOne&parametersCount=2";
  private static final String DISCARD =
      "sql:classpath:sql/operator/outbox-discard.sql?outputType=SelectOne&parametersCount=4";
  private static final String WAKE_RELAY =
      "seda:outbox-wake?size=1&discardWhenFull=true&waitForTaskToComplete=Never";

  @Override
  public void configure() {
    figures();
    reading();
    changing();
    underTheRelaysLock();
  }

  private void figures() {
    from("timer:outbox-figures?period={{waybill.operator.figures-period}}&delay=0&includeMetadata=false")
        .routeId("outbox-figures")
        .onException(Exception.class)
        .handled(true)
        .bean("operatorMeters", "outboxUnknown")
        .end()
        .to("sql:classpath:sql/operator/outbox-figures.sql?outputType=SelectOne")
        .id("outbox-figures-row")
        .bean("operatorMeters", "outbox")
        .id("outbox-figures-known");
  }

  private void reading() {
    from("platform-http:/ops/outbox?httpMethodRestrict=GET" + HTTP)
        .routeId("ops-outbox")
        .routeConfigurationId(ApiProblems.ID)
        .process(OperatorCalls::plain)
        .to("sql:classpath:sql/operator/outbox-overview.sql?outputType=SelectOne")
        .id("ops-outbox-row")
        .process(OperatorCalls::answer);

    from("platform-http:/ops/outbox/events?httpMethodRestrict=GET" + HTTP)
        .routeId("ops-outbox-events")
        .routeConfigurationId(ApiProblems.ID)
        .process(OutboxCalls::list)
        .to("sql:classpath:sql/operator/outbox-list.sql?outputType=SelectOne&parametersCount=4")
        .id("ops-outbox-page")
        .process(OperatorCalls::answer);

    from("platform-http:/ops/outbox/events/{id}?httpMethodRestrict=GET" + HTTP)
        .routeId("ops-outbox-event")
        .routeConfigurationId(ApiProblems.ID)
        .process(LargeAnswers::one)
        .process(OutboxCalls::get)
        .doTry()
        .to(GET)
        .id("ops-outbox-event-row")
        .doCatch(Exception.class)
        .onWhen(OutboxCalls::isUnreadable)
        .process(OutboxCalls::withoutPayload)
        .to(GET)
        .id("ops-outbox-event-unread")
        .end()
        .process(OperatorCalls::answer);
  }

  private void changing() {
    from("platform-http:/ops/outbox/events/{id}/retry?httpMethodRestrict=POST" + HTTP)
        .routeId("ops-outbox-retry-one")
        .routeConfigurationId(ApiProblems.ID)
        .process(OutboxCalls::retryOne)
        .to("sql:classpath:sql/operator/outbox-retry.sql?outputType=SelectOne&parametersCount=4")
        .id("ops-outbox-retried-one")
        .process(OutboxCalls::answerOne)
        .bean("operatorMeters", "count('outbox-retry')")
        .to(WAKE_RELAY)
        .id("wake-relay-retried-one");

    from("platform-http:/ops/outbox/retry?httpMethodRestrict=POST&consumes=application/json" + HTTP)
        .routeId("ops-outbox-retry")
        .routeConfigurationId(ApiProblems.ID)
        .process(OutboxCalls::retryMany)
        .to("sql:classpath:sql/operator/outbox-retry.sql?outputType=SelectOne&parametersCount=4")
        .id("ops-outbox-retried")
        .process(OutboxCalls::answerMany)
        .bean("operatorMeters", "count('outbox-retry')")
        .to(WAKE_RELAY)
        .id("wake-relay-retried");

    from("platform-http:/ops/outbox/events/{id}/discard?httpMethodRestrict=POST&consumes=application/json"
            + HTTP)
        .routeId("ops-outbox-discard")
        .routeConfigurationId(ApiProblems.ID)
        .process(OutboxCalls::discard)
        .doTry()
        .to(DISCARD)
        .id("ops-outbox-discarded")
        .doCatch(Exception.class)
        .onWhen(OutboxCalls::isUnreadable)
        .process(OutboxCalls::withoutPayload)
        .to(DISCARD)
        .id("ops-outbox-discarded-unread")
        .end()
        .process(OutboxCalls::answerOne)
        .bean("operatorMeters", "count('outbox-discard')")
        .to(WAKE_RELAY)
        .id("wake-relay-discarded");
  }

  private void underTheRelaysLock() {
    from("platform-http:/ops/outbox/republish?httpMethodRestrict=POST&consumes=application/json"
            + HTTP)
        .routeId("ops-outbox-republish")
        .routeConfigurationId(ApiProblems.ID)
        .process(OutboxCalls::republish)
        .process(new Apart("direct:ops-under-relay-lock"))
        .process(OperatorCalls::answer)
        .bean("operatorMeters", "count('outbox-republish')")
        .to(WAKE_RELAY)
        .id("wake-relay-republished");

    from("platform-http:/ops/outbox/pause?httpMethodRestrict=POST&consumes=application/json" + HTTP)
        .routeId("ops-outbox-pause")
        .routeConfigurationId(ApiProblems.ID)
        .process(OutboxCalls::pause)
        .process(new Apart("direct:ops-under-relay-lock"))
        .process(OperatorCalls::answer)
        .bean("operatorMeters", "count('outbox-pause')");

    from("platform-http:/ops/outbox/resume?httpMethodRestrict=POST" + HTTP)
        .routeId("ops-outbox-resume")
        .routeConfigurationId(ApiProblems.ID)
        .process(OutboxCalls::resume)
        .process(new Apart("direct:ops-under-relay-lock"))
        .process(OperatorCalls::answer)
        .bean("operatorMeters", "count('outbox-resume')")
        .to(WAKE_RELAY)
        .id("wake-relay-resumed");

    // A route of its own: a failure must leave it, so that the transaction is rolled back.
    from("direct:ops-under-relay-lock")
        .routeId("ops-under-relay-lock")
        .transacted()
        .to("sql:classpath:sql/operator/relay-lock.sql?outputType=SelectOne&outputHeader=relayLock")
        .id("ops-relay-lock")
        .choice()
        .when(exchangeProperty(OutboxCalls.UNDER_LOCK).isEqualTo("pause"))
        .to("sql:classpath:sql/operator/relay-pause.sql?outputType=SelectOne&parametersCount=2")
        .id("ops-relay-paused")
        .when(exchangeProperty(OutboxCalls.UNDER_LOCK).isEqualTo("resume"))
        .to("sql:classpath:sql/operator/relay-resume.sql?outputType=SelectOne&parametersCount=1")
        .id("ops-relay-resumed")
        .otherwise()
        .to(
            "sql:classpath:sql/operator/outbox-republish.sql?outputType=SelectOne&parametersCount=7")
        .id("ops-republished")
        .end();
  }
}
