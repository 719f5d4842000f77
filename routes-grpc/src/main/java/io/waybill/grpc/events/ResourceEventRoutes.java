package io.waybill.grpc.events;

import io.waybill.events.EventColumns;
import org.apache.camel.builder.RouteBuilder;

/** One task for each event of a resource, however often the event is delivered. */
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

    from("kamelet:kafka-event-source?topics=resource.created,resource.updated,resource.deleted"
            + "&groupId=grpc-service-group&deadLetterTopic=dead-letter.grpc&reconnectBackoff=1000")
        .routeId("resource-events")
        .to("direct:tasks-from-events");

    from("direct:tasks-from-events").routeId("tasks-from-events")
        .bean(EventColumns.class, "of").id("columns")
        .enrich("sql:classpath:sql/tasks/from-events.sql?outputType=SelectOne&parametersCount=7", (columns, row) -> columns)
            .id("tasks-and-events")
        .process(consumed::count).id("count")
        .to("seda:outbox-wake?size=1&discardWhenFull=true&waitForTaskToComplete=Never").id("wake-relay-for-tasks")
        .to("seda:tasks-wake?size=1&discardWhenFull=true&waitForTaskToComplete=Never").id("wake-executor-for-tasks");
  }
  // spotless:on
}
