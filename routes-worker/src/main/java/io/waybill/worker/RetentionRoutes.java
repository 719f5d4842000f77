package io.waybill.worker;

import org.apache.camel.builder.RouteBuilder;

/** Deletes old stored events; added only where {@code worker.retention-enabled} is on. */
final class RetentionRoutes extends RouteBuilder {
  @Override
  public void configure() {
    from("kamelet:retention-source?name=events-retention&statement=classpath:sql/event/delete-old.sql"
            + "&age={{worker.retention}}"
            + "&period={{worker.retention-period}}")
        .routeId("events-retention")
        .log("Deleted ${body} old events")
        .id("say-deleted");
  }
}
