package io.waybill.grpc.executor;

import io.waybill.health.Turn;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteConfigurationBuilder;

/**
 * A step of the executor that fails loses nothing: it is done again with the next tick, and says so
 * in one line.
 */
public class ExecutorFailures extends RouteConfigurationBuilder {
  @Override
  public void configuration() {
    routeConfiguration("executor")
        .onException(Exception.class)
        .handled(true)
        .process(Turn::failed)
        .log(
            LoggingLevel.WARN,
            "io.waybill.grpc.executor",
            "${routeId} failed and is repeated: ${exception.message}");
  }
}
