package io.waybill.grpc.executor;

import org.apache.camel.builder.RouteBuilder;

/** Reads how many tasks are unfinished, for the metrics. */
public class TaskFigureRoutes extends RouteBuilder {
  @Override
  public void configure() {
    from("timer:task-figures?period={{waybill.operator.figures-period}}&delay=0&includeMetadata=false")
        .routeId("task-figures")
        .onException(Exception.class)
        .handled(true)
        .bean("taskMeters", "unknown")
        .end()
        .to("sql:classpath:sql/executor/figures.sql?outputType=SelectOne")
        .id("task-figures-row")
        .bean("taskMeters", "known")
        .id("task-figures-known");
  }
}
