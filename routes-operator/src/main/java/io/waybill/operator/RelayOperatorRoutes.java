package io.waybill.operator;

import static io.waybill.operator.OperatorHeaders.HTTP;

import io.waybill.outbox.OutboxRoutes;
import io.waybill.service.problem.ApiProblems;
import io.waybill.service.problem.Problem;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/**
 * Pauses and resumes the relay, and makes published events pending again: under the relay's lock.
 * The routes that take the lock have transactions, which a failure must leave to be rolled back.
 */
final class RelayOperatorRoutes extends RouteBuilder {
  private static final String LOCK = "sql:classpath:sql/operator/relay-lock.sql?noop=true";
  private static final int LARGEST_SLICE = 100_000;

  private final OperatorMeters meters;

  RelayOperatorRoutes(OperatorMeters meters) {
    this.meters = meters;
  }

  @Override
  // spotless:off
  public void configure() {
    from("platform-http:/ops/outbox/pause?httpMethodRestrict=POST&consumes=application/json" + HTTP)
        .routeId("ops-outbox-pause").routeConfigurationId(ApiProblems.ID)
        .setBody(call -> CallParameters.ofBody(call).reason().who().toMap())
        .enrich("direct:ops-relay-pause", Answers::ofOtherRoute, true)
        .process(Answers::json)
        .process(meters.counts("outbox-pause"));

    from("direct:ops-relay-pause")
        .routeId("ops-relay-pause").transacted()
        .to(LOCK).id("ops-relay-locked-to-pause")
        .to("sql:classpath:sql/operator/relay-pause.sql?outputType=SelectOne").id("ops-relay-paused");

    from("platform-http:/ops/outbox/resume?httpMethodRestrict=POST" + HTTP)
        .routeId("ops-outbox-resume").routeConfigurationId(ApiProblems.ID)
        .setBody(call -> CallParameters.of(call).who().toMap())
        .enrich("direct:ops-relay-resume", Answers::ofOtherRoute, true)
        .process(Answers::json)
        .process(meters.counts("outbox-resume"))
        .to(OutboxRoutes.WAKE).id("wake-relay-resumed");

    from("direct:ops-relay-resume")
        .routeId("ops-relay-resume").transacted()
        .to(LOCK).id("ops-relay-locked-to-resume")
        .to("sql:classpath:sql/operator/relay-resume.sql?outputType=SelectOne").id("ops-relay-resumed");

    from("platform-http:/ops/outbox/republish?httpMethodRestrict=POST&consumes=application/json" + HTTP)
        .routeId("ops-outbox-republish").routeConfigurationId(ApiProblems.ID)
        .setBody(RelayOperatorRoutes::range)
        .enrich("direct:ops-relay-republish", Answers::ofOtherRoute, true)
        .process(Answers::json)
        .process(meters.counts("outbox-republish"))
        .to(OutboxRoutes.WAKE).id("wake-relay-republished");

    from("direct:ops-relay-republish")
        .routeId("ops-relay-republish").transacted()
        .to(LOCK).id("ops-relay-locked-to-republish")
        .to("sql:classpath:sql/operator/outbox-republish.sql?outputType=SelectOne").id("ops-republished");
  }
  // spotless:on

  /** A range of sequences or of times; the next slice of times begins at a sequence too. */
  private static Map<String, Object> range(Exchange call) {
    CallParameters body = CallParameters.ofBody(call);
    boolean sequences = body.has("from_sequence") && body.has("to_sequence");
    boolean from = body.has("from");
    boolean to = body.has("to");
    Map<String, Object> range =
        body.number("from_sequence", 0, Long.MAX_VALUE, 0)
            .number("to_sequence", 0, Long.MAX_VALUE, Long.MAX_VALUE)
            .time("from", "-infinity")
            .time("to", "infinity")
            .number("limit", 1, LARGEST_SLICE, LARGEST_SLICE)
            .who()
            .toMap();
    if (from != to) {
      throw Problem.invalid("from", "and to belong together").toException();
    }
    if (!from && !sequences) {
      throw Problem.invalid("from_sequence", "and to_sequence, or from and to, must be given")
          .toException();
    }
    range.put(
        "target",
        from
            ? "created " + range.get("from") + " to " + range.get("to")
            : "sequence " + range.get("from_sequence") + " to " + range.get("to_sequence"));
    return range;
  }
}
