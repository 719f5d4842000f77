package io.waybill.worker;

import org.apache.camel.builder.RouteBuilder;

/** Every event of all topics, once, into {@code processed_events}. */
final class EventRoutes extends RouteBuilder {
  private final WorkerMetrics metrics;

  EventRoutes(WorkerMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  // spotless:off
  public void configure() {
    from("kamelet:kafka-event-source"
            + "?topics={{waybill.kafka.consumed-topics}}"
            + "&groupId=worker-service-group"
            + "&deadLetterTopic=dead-letter.worker"
            + "&batchSize={{worker.batch-size}}"
            + "&reconnectBackoff=1000"
            + "&retryDelay={{worker.retry-delay}}")
        .routeId("consume-events")
        .errorHandler(noErrorHandler())
        .to("direct:store-events");

    // An operator's retry of a dead letter begins here too.
    from("direct:store-events").routeId("store-events")
        .onException(Exception.class)
            .logExhausted(false)
            .process(metrics::failed)
        .end()
        .process(metrics::received).id("count-received")
        .to("kamelet:event-sink").id("store-batch")
        .process(metrics::stored).id("count-stored");
  }
  // spotless:on
}
