package io.waybill.benchmarks.growth;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.builder.RouteBuilder;

/** The routes of a service around its outbox, with a target that only looks at the clock. */
class GrowthRoutes extends RouteBuilder {
  /** Rows that retention has deleted. */
  static final String DELETED = "retentionDeleted";

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
        .to("seda:outbox-wake?size=1&discardWhenFull=true&waitForTaskToComplete=Never")
        .id("wake-relay");

    from("timer:outbox-tick?period=250&includeMetadata=false")
        .routeId("outbox-tick")
        .to("seda:outbox-wake?size=1&discardWhenFull=true&waitForTaskToComplete=Never")
        .id("tick");

    from("kamelet:outbox-source?source=/waybill/benchmarks&batchSize=500")
        .routeId("outbox-relay")
        .process(latencies::emitted)
        .id("note-emission");

    AtomicLong deleted = new AtomicLong();
    getContext().getRegistry().bind(DELETED, deleted);
    from("kamelet:retention-source?name=outbox-retention&age=PT1H&batchSize=1000&period=1000")
        .routeId("outbox-retention")
        .autoStartup(false)
        .process(exchange -> deleted.addAndGet(exchange.getMessage().getBody(Integer.class)))
        .id("count-deleted");
  }
}
