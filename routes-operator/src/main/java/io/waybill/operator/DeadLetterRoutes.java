package io.waybill.operator;

import static io.waybill.operator.OperatorHeaders.HTTP;

import io.waybill.service.problem.ApiProblems;
import io.waybill.service.problem.Problem;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AggregationStrategies;
import org.apache.camel.builder.RouteBuilder;

/**
 * Reads, retries and discards dead letters, of the copy that {@link DeadLetterCopyRoutes} keeps.
 */
final class DeadLetterRoutes extends RouteBuilder {
  private static final int MOST_AT_ONCE = 1000;

  private final OperatorMeters meters;
  private final LargeAnswerLimit largeAnswers;

  DeadLetterRoutes(OperatorMeters meters, LargeAnswerLimit largeAnswers) {
    this.meters = meters;
    this.largeAnswers = largeAnswers;
  }

  @Override
  // spotless:off
  public void configure() {
    from("platform-http:/ops/dead-letters?httpMethodRestrict=GET" + HTTP)
        .routeId("ops-dead-letters").routeConfigurationId(ApiProblems.ID)
        .setBody(call -> CallParameters.ofQuery(call).page("open", "retried", "discarded").toMap())
        .to("sql:classpath:sql/dead-letters/list.sql?outputType=SelectOne").id("ops-dead-letters-page")
        .process(Answers::json);

    from("platform-http:/ops/dead-letters/{id}?httpMethodRestrict=GET" + HTTP)
        .routeId("ops-dead-letter").routeConfigurationId(ApiProblems.ID)
        .process(largeAnswers::acquire)
        .setBody(call -> CallParameters.of(call).numericId().toMap())
        .to("sql:classpath:sql/dead-letters/get.sql?outputType=SelectOne").id("ops-dead-letter-row")
        .process(Answers::json);

    from("platform-http:/ops/dead-letters/{id}/discard?httpMethodRestrict=POST&consumes=application/json" + HTTP)
        .routeId("ops-dead-letter-discard").routeConfigurationId(ApiProblems.ID)
        .setBody(call -> CallParameters.ofBody(call).reason().numericId().who().toMap())
        .to("sql:classpath:sql/dead-letters/discard.sql?outputType=SelectOne").id("ops-dead-letter-discarded")
        .process(DeadLetterRoutes::answerDiscarded)
        .process(meters.counts("dead-letter-discard"));

    from("platform-http:/ops/dead-letters/{id}/retry?httpMethodRestrict=POST" + HTTP)
        .routeId("ops-dead-letter-retry").routeConfigurationId(ApiProblems.ID)
        .setBody(call -> CallParameters.of(call).numericId().who().toMap())
        .to("direct:ops-retry-letter")
        .process(DeadLetterRoutes::answerRetried)
        .process(meters.counts("dead-letter-retry"));

    from("platform-http:/ops/dead-letters/retry?httpMethodRestrict=POST&consumes=application/json" + HTTP)
        .routeId("ops-dead-letters-retry").routeConfigurationId(ApiProblems.ID)
        .setBody(call -> CallParameters.ofBody(call).keyOrAll().with("limit", MOST_AT_ONCE).who().toMap())
        .to("sql:classpath:sql/dead-letters/open.sql").id("ops-dead-letters-open")
        .split(body(), AggregationStrategies.groupedBody()).stopOnException()
            .to("direct:ops-retry-letter")
        .end()
        .process(DeadLetterRoutes::answerRetriedMany)
        .process(meters.counts("dead-letter-retry"));

    // From {id, who} to {id, who, failure}. The outcome is written after the processing, not with it:
    // the event's id keeps a second processing without effect.
    from("direct:ops-retry-letter")
        .routeId("ops-retry-letter").errorHandler(noErrorHandler())
        .to("sql:classpath:sql/dead-letters/record.sql?outputType=SelectOne").id("ops-letter-record")
        .process(DeadLetterRetry::mustBeOpen)
        .enrich("direct:ops-process-letter", DeadLetterRetry::outcome, true)
        .to("sql:classpath:sql/dead-letters/finish.sql?noop=true").id("ops-letter-finish");

    from("direct:ops-process-letter")
        .routeId("ops-process-letter").errorHandler(noErrorHandler())
        .process(DeadLetterRetry::readEvent)
        .to("{{waybill.dead-letters.process-by}}");
  }
  // spotless:on

  private static void answerDiscarded(Exchange call) {
    Answers.mustHaveChanged(call, "open");
    Answers.json(
        call,
        "{\"id\":" + call.getMessage().getHeader("id", Long.class) + ",\"state\":\"discarded\"}");
  }

  private static void answerRetried(Exchange call) {
    Map<?, ?> outcome = call.getMessage().getBody(Map.class);
    if (outcome.get("failure") != null) {
      throw Problem.named(422, "still-failing", "It failed again: " + outcome.get("failure"))
          .toException();
    }
    Answers.json(call, "{\"id\":" + outcome.get("id") + ",\"state\":\"retried\"}");
  }

  private static void answerRetriedMany(Exchange call) {
    List<?> outcomes = call.getMessage().getBody(List.class);
    long failed =
        outcomes.stream().filter(outcome -> ((Map<?, ?>) outcome).get("failure") != null).count();
    Answers.json(
        call, "{\"retried\":" + (outcomes.size() - failed) + ",\"failed\":" + failed + "}");
  }
}
