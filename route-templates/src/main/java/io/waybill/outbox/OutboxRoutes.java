package io.waybill.outbox;

import org.apache.camel.builder.RouteBuilder;

/**
 * The relay of a service that publishes to Kafka: a timer, and every commit, wakes the outbox
 * source; what it emits goes to Kafka, and old events are deleted. The properties {@code outbox.*}
 * set it.
 */
public class OutboxRoutes extends RouteBuilder {
  /** Where a route sends to after its commit, so that the relay looks at the outbox at once. */
  public static final String WAKE = wake("outbox-wake");

  private final String source;

  /**
   * @param source the value of {@code ce_source}, a URI reference that names the service
   */
  public OutboxRoutes(String source) {
    this.source = source;
  }

  @Override
  public void configure() {
    from("timer:outbox-tick?period={{outbox.period:250}}&includeMetadata=false")
        .routeId("outbox-tick")
        .to(WAKE)
        .id("tick");

    from("kamelet:outbox-source?source="
            + source
            + "&batchSize={{outbox.batch-size:1000}}&spacing={{outbox.spacing:6}}")
        .routeId("outbox-relay")
        .to(
            "kamelet:outbox-kafka-sink?maxRequestSize={{outbox.max-event-size:1179648}}"
                + "&producerBatchSize={{outbox.producer-batch-size:16384}}")
        .id("publish-events");

    from("kamelet:retention-source?name=outbox-retention&age={{outbox.retention:P7D}}"
            + "&period={{outbox.retention-period:60000}}")
        .routeId("outbox-retention")
        .log("Deleted ${body} published events")
        .id("say-deleted");
  }

  /** One message is enough, however many send, and no sender waits until it is taken. */
  static String wake(String queue) {
    return "seda:" + queue + "?size=1&discardWhenFull=true&waitForTaskToComplete=Never";
  }
}
