package io.waybill.grpc.executor;

import java.util.Map;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** Reads how many tasks are unfinished, for the metrics. */
@Component
final class TaskFigureRoutes extends RouteBuilder {
  private final TaskMeters meters;

  TaskFigureRoutes(TaskMeters meters) {
    this.meters = meters;
  }

  // spotless:off
  @Override
  @SuppressWarnings("unchecked") // a row is as camel-sql makes it
  public void configure() {
    from("timer:task-figures?period={{waybill.operator.figures-period}}&delay=0&includeMetadata=false")
        .routeId("task-figures")
        .onException(Exception.class)
            .handled(true)
            .process(failed -> meters.unknown())
        .end()
        .to("sql:classpath:sql/executor/figures.sql?outputType=SelectOne").id("task-figures-row")
        .process(row -> meters.known(row.getMessage().getBody(Map.class))).id("task-figures-known");
  }
  // spotless:on
}
