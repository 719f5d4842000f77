package io.waybill.benchmarks.growth;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.builder.RouteBuilder;

/** Retention, added when its time has come: a Kamelet's timer runs as soon as there is one. */
final class RetentionRoutes extends RouteBuilder {
  private final AtomicLong deleted = new AtomicLong();

  @Override
  public void configure() {
    from("kamelet:retention-source?name=outbox-retention&age=PT1H&batchSize=1000&period=1000")
        .routeId("outbox-retention")
        .process(exchange -> deleted.addAndGet(exchange.getMessage().getBody(Integer.class)))
        .id("count-deleted");
  }

  /** Rows that have been deleted. */
  long deleted() {
    return deleted.get();
  }
}
