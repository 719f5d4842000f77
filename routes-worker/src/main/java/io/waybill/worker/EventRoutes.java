package io.waybill.worker;

import org.apache.camel.builder.RouteBuilder;

/** Every event of the five topics, once, into {@code processed_events}. */
public class EventRoutes extends RouteBuilder {
  @Override
  public void configure() {
    from("kamelet:kafka-event-source"
            + "?topics=resource.created,resource.updated,resource.deleted,task.process,task.completed"
            + "&groupId=worker-service-group"
            + "&deadLetterTopic=dead-letter.worker"
            + "&batchSize={{worker.batch-size}}"
            + "&reconnectBackoff=1000"
            + "&retryDelay={{worker.retry-delay}}")
        .routeId("consume-events")
        .errorHandler(noErrorHandler())
        .to("direct:store-events");

    // An operator's retry of a dead letter begins here too.
    from("direct:store-events")
        .routeId("store-events")
        .onException(Exception.class)
        .logExhausted(false)
        .bean("workerMetrics", "failed")
        .end()
        .bean("workerMetrics", "received")
        .id("count-received")
        .to("kamelet:event-sink")
        .id("store-batch")
        .bean("workerMetrics", "stored")
        .id("count-stored");
  }
}
