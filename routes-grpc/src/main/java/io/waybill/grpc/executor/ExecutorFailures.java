package io.waybill.grpc.executor;

import io.waybill.events.RepeatedFailureLog;
import io.waybill.health.Turn;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.support.ExchangeHelper;
import org.springframework.stereotype.Component;

/**
 * A step of the executor that fails loses nothing: it is done again with the next tick, and says so
 * in a line a minute for each cause.
 */
@Component
public final class ExecutorFailures extends RouteConfigurationBuilder {
  /** The configuration of these routes, and their part of {@code /health}. */
  public static final String ID = "executor";

  /** Longer than a statement may take. */
  private static final Duration STALL_LIMIT = Duration.ofSeconds(60);

  private static final RepeatedFailureLog LOG = new RepeatedFailureLog(ExecutorFailures.class);

  @Override
  public void configuration() {
    routeConfiguration(ID)
        .onException(Exception.class)
        .handled(true)
        .process(Turn::failed)
        .process(ExecutorFailures::log);
  }

  /** The first step of a route that looks for work again and again. */
  static Processor turn(String name) {
    return Turn.of(ID, name, STALL_LIMIT);
  }

  static Exception caught(Exchange exchange) {
    return exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
  }

  static void throwUnlessBadRow(Exchange exchange) throws Exception {
    Exception failure = caught(exchange);
    if (!BadRow.isCauseOf(failure)) {
      throw failure;
    }
  }

  static void log(Exchange exchange) {
    LOG.warn(ExchangeHelper.getAtRouteId(exchange) + " failed and is repeated", caught(exchange));
  }
}
