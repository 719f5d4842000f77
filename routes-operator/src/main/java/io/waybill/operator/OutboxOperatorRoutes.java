package io.waybill.operator;

import static io.waybill.operator.OperatorHeaders.HTTP;

import io.waybill.events.Failures;
import io.waybill.outbox.OutboxRoutes;
import io.waybill.service.problem.ApiProblems;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/** Reads the outbox; retries and discards parked events. */
final class OutboxOperatorRoutes extends RouteBuilder {
  private static final String GET =
      "sql:classpath:sql/operator/outbox-get.sql?outputType=SelectOne";
  private static final String RETRY =
      "sql:classpath:sql/operator/outbox-retry.sql?outputType=SelectOne";
  private static final String DISCARD =
      "sql:classpath:sql/operator/outbox-discard.sql?outputType=SelectOne";

  /** Parameter: whether to read the payload, which PostgreSQL may not be able to. */
  private static final String WHOLE = "whole";

  private final OperatorMeters meters;
  private final LargeAnswerLimit largeAnswers;

  OutboxOperatorRoutes(OperatorMeters meters, LargeAnswerLimit largeAnswers) {
    this.meters = meters;
    this.largeAnswers = largeAnswers;
  }

  @Override
  // spotless:off
  public void configure() {
    from("timer:outbox-figures?period={{waybill.operator.figures-period}}&delay=0&includeMetadata=false")
        .routeId("outbox-figures")
        .onException(Exception.class)
            .handled(true)
            .process(meters::outboxUnknown)
        .end()
        .to("sql:classpath:sql/operator/outbox-figures.sql?outputType=SelectOne").id("outbox-figures-row")
        .process(meters::outbox).id("outbox-figures-known");

    from("platform-http:/ops/outbox?httpMethodRestrict=GET" + HTTP)
        .routeId("ops-outbox").routeConfigurationId(ApiProblems.ID)
        .setBody(call -> CallParameters.ofQuery(call).toMap())
        .to("sql:classpath:sql/operator/outbox-overview.sql?outputType=SelectOne").id("ops-outbox-row")
        .process(Answers::json);

    from("platform-http:/ops/outbox/events?httpMethodRestrict=GET" + HTTP)
        .routeId("ops-outbox-events").routeConfigurationId(ApiProblems.ID)
        .setBody(call -> CallParameters.ofQuery(call).page("pending", "parked", "published").toMap())
        .to("sql:classpath:sql/operator/outbox-list.sql?outputType=SelectOne").id("ops-outbox-page")
        .process(Answers::json);

    from("platform-http:/ops/outbox/events/{id}?httpMethodRestrict=GET" + HTTP)
        .routeId("ops-outbox-event").routeConfigurationId(ApiProblems.ID)
        .process(largeAnswers::acquire)
        .setBody(call -> CallParameters.of(call).id().with(WHOLE, true).toMap())
        .doTry()
            .to(GET).id("ops-outbox-event-row")
        .doCatch(Exception.class).onWhen(OutboxOperatorRoutes::isUnreadable)
            .process(OutboxOperatorRoutes::withoutPayload)
            .to(GET).id("ops-outbox-event-unread")
        .end()
        .process(Answers::json);

    from("platform-http:/ops/outbox/events/{id}/retry?httpMethodRestrict=POST" + HTTP)
        .routeId("ops-outbox-retry-one").routeConfigurationId(ApiProblems.ID)
        .setBody(call -> CallParameters.of(call).id().with("key", null).who().toMap())
        .to(RETRY).id("ops-outbox-retried-one")
        .process(OutboxOperatorRoutes::answerOne)
        .process(meters.counts("outbox-retry"))
        .to(OutboxRoutes.WAKE).id("wake-relay-retried-one");

    from("platform-http:/ops/outbox/retry?httpMethodRestrict=POST&consumes=application/json" + HTTP)
        .routeId("ops-outbox-retry").routeConfigurationId(ApiProblems.ID)
        .setBody(call -> CallParameters.ofBody(call).keyOrAll().with("id", null).who().toMap())
        .to(RETRY).id("ops-outbox-retried")
        .process(OutboxOperatorRoutes::answerMany)
        .process(meters.counts("outbox-retry"))
        .to(OutboxRoutes.WAKE).id("wake-relay-retried");

    from("platform-http:/ops/outbox/events/{id}/discard?httpMethodRestrict=POST&consumes=application/json" + HTTP)
        .routeId("ops-outbox-discard").routeConfigurationId(ApiProblems.ID)
        .setBody(call -> CallParameters.ofBody(call).reason().id().with(WHOLE, true).who().toMap())
        .doTry()
            .to(DISCARD).id("ops-outbox-discarded")
        .doCatch(Exception.class).onWhen(OutboxOperatorRoutes::isUnreadable)
            .process(OutboxOperatorRoutes::withoutPayload)
            .to(DISCARD).id("ops-outbox-discarded-unread")
        .end()
        .process(OutboxOperatorRoutes::answerOne)
        .process(meters.counts("outbox-discard"))
        .to(OutboxRoutes.WAKE).id("wake-relay-discarded");
  }
  // spotless:on

  private static boolean isUnreadable(Exchange call) {
    return call.getException() != null && Failures.isOfTheRow(call.getException());
  }

  @SuppressWarnings("unchecked")
  private static void withoutPayload(Exchange call) {
    call.getMessage().getBody(Map.class).put(WHOLE, false);
  }

  private static void answerOne(Exchange call) {
    Answers.mustHaveChanged(call, "parked");
    answerMany(call);
  }

  private static void answerMany(Exchange call) {
    Answers.json(call, "{\"events\":" + Answers.changed(call) + "}");
  }
}
