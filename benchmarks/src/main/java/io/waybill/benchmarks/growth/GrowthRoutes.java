package io.waybill.benchmarks.growth;

import io.waybill.outbox.OutboxRoutes;
import org.apache.camel.builder.RouteBuilder;

/** The routes of a service around its outbox, with a target that only looks at the clock. */
class GrowthRoutes extends RouteBuilder {
  private final Latencies latencies;

  GrowthRoutes(Latencies latencies) {
    this.latencies = latencies;
  }

  @Override
  public void configure() {
    from("direct:write")
        .routeId("write")
        .to("sql:classpath:sql/outbox/append.sql?parametersCount=8")
        .id("append-event")
        .process(latencies::committed)
        .id("note-commit")
        .to(OutboxRoutes.WAKE)
        .id("wake-relay");

    from("timer:outbox-tick?period=250&includeMetadata=false")
        .routeId("outbox-tick")
        .to(OutboxRoutes.WAKE)
        .id("tick");

    from("kamelet:outbox-source?source=/waybill/benchmarks&batchSize=500")
        .routeId("outbox-relay")
        .process(latencies::emitted)
        .id("note-emission");
  }
}
