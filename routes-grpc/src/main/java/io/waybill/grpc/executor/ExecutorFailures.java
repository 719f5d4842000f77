package io.waybill.grpc.executor;

import io.waybill.events.RepeatedFailureLog;
import io.waybill.health.Turn;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.support.ExchangeHelper;
import org.springframework.stereotype.Component;

/**
 * A step of the executor that fails loses nothing: it is done again with the next tick, and says so
 * in a line a minute for each cause.
 */
@Component
public final class ExecutorFailures extends RouteConfigurationBuilder {
  /** The routes that are repeated like this. */
  public static final String ID = "executor";

  private static final RepeatedFailureLog LOG = new RepeatedFailureLog(ExecutorFailures.class);

  @Override
  public void configuration() {
    routeConfiguration(ID)
        .onException(Exception.class)
        .handled(true)
        .process(Turn::failed)
        .process(ExecutorFailures::log);
  }

  static void log(Exchange exchange) {
    Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    LOG.warn(ExchangeHelper.getAtRouteId(exchange) + " failed and is repeated", failure);
  }
}
