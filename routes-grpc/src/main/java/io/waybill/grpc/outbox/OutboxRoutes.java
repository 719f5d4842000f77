package io.waybill.grpc.outbox;

import org.apache.camel.builder.RouteBuilder;

/** The relay: a timer, and every commit, wakes the outbox source; what it emits goes to Kafka. */
public class OutboxRoutes extends RouteBuilder {
  @Override
  public void configure() {
    from("timer:outbox-tick?period={{outbox.period}}&includeMetadata=false")
        .routeId("outbox-tick")
        .to("seda:outbox-wake?size=1&discardWhenFull=true&waitForTaskToComplete=Never")
        .id("tick");

    from("kamelet:outbox-source?source=/waybill/routes-grpc&batchSize={{outbox.batch-size}}"
            + "&spacing={{outbox.spacing}}")
        .routeId("outbox-relay")
        .to(
            "kamelet:outbox-kafka-sink?maxRequestSize={{outbox.max-event-size}}"
                + "&producerBatchSize={{outbox.producer-batch-size}}")
        .id("publish-events");

    from("kamelet:retention-source?name=outbox-retention&age={{outbox.retention}}"
            + "&period={{outbox.retention-period}}")
        .routeId("outbox-retention")
        .log("Deleted ${body} published events")
        .id("say-deleted");
  }
}
