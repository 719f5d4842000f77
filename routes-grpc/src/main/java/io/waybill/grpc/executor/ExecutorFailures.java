package io.waybill.grpc.executor;

import io.waybill.events.RepeatedFailureLog;
import io.waybill.health.Turn;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.support.ExchangeHelper;

/**
 * A step of the executor that fails loses nothing: it is done again with the next tick, and says so
 * in a line a minute for each cause.
 */
public class ExecutorFailures extends RouteConfigurationBuilder {
  private static final RepeatedFailureLog LOG = new RepeatedFailureLog(ExecutorFailures.class);

  @Override
  public void configuration() {
    routeConfiguration("executor")
        .onException(Exception.class)
        .handled(true)
        .process(Turn::failed)
        .process(ExecutorFailures::say);
  }

  static void say(Exchange exchange) {
    Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    LOG.warn(ExchangeHelper.getAtRouteId(exchange) + " failed and is repeated", failure);
  }
}
