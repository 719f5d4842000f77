package io.waybill.grpc.events;

import io.waybill.events.EventColumns;
import io.waybill.grpc.WakeUps;
import io.waybill.outbox.OutboxRoutes;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** One task for each event of a resource, however often the event is delivered. */
@Component
final class ResourceEventRoutes extends RouteBuilder {
  private final ConsumedMessages consumed;

  ResourceEventRoutes(ConsumedMessages consumed) {
    this.consumed = consumed;
  }

  @Override
  // spotless:off
  public void configure() {
    // A failure must reach the source: it repeats the batch, or finds the event that can never be
    // processed.
    errorHandler(noErrorHandler());

    from("kamelet:kafka-event-source?topics={{waybill.kafka.consumed-topics}}"
            + "&groupId=grpc-service-group&deadLetterTopic={{waybill.dead-letters.topic}}&reconnectBackoff=1000")
        .routeId("resource-events")
        .to("direct:tasks-from-events");

    from("direct:tasks-from-events").routeId("tasks-from-events")
        .bean(EventColumns.class, "of").id("columns")
        .enrich("sql:classpath:sql/tasks/from-events.sql?outputType=SelectOne", (columns, row) -> columns)
            .id("tasks-and-events")
        .process(consumed::count).id("count")
        .to(OutboxRoutes.WAKE).id("wake-relay-for-tasks")
        .to(WakeUps.CLAIMS).id("wake-executor-for-tasks");
  }
  // spotless:on
}
