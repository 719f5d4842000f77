package io.waybill.service.database;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.Policy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * A circuit breaker around steps of a route. Not {@code .circuitBreaker()}: that copies the
 * exchange twice, and keeps the route's error handler from the steps. An open breaker is a failure
 * like any other to the route.
 */
public final class BreakerPolicy implements Policy {
  private final CircuitBreaker breaker;

  public BreakerPolicy(CircuitBreaker breaker) {
    this.breaker = breaker;
  }

  @Override
  public void beforeWrap(Route route, NamedNode definition) {
    // The steps stay as they are.
  }

  @Override
  public Processor wrap(Route route, Processor steps) {
    return new DelegateAsyncProcessor(steps) {
      @Override
      public boolean process(Exchange exchange, AsyncCallback done) {
        if (!breaker.tryAcquirePermission()) {
          exchange.setException(CallNotPermittedException.createCallNotPermittedException(breaker));
          done.done(true);
          return true;
        }
        long start = breaker.getCurrentTimestamp();
        return super.process(
            exchange,
            doneSync -> {
              judge(exchange, breaker.getCurrentTimestamp() - start);
              done.done(doneSync);
            });
      }
    };
  }

  private void judge(Exchange exchange, long taken) {
    Throwable failure = failure(exchange);
    if (failure == null) {
      breaker.onSuccess(taken, breaker.getTimestampUnit());
    } else {
      breaker.onError(taken, breaker.getTimestampUnit(), failure);
    }
  }

  /** The error handler may have answered it by now. */
  private static Throwable failure(Exchange exchange) {
    return exchange.getException() != null
        ? exchange.getException()
        : exchange.getProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, Throwable.class);
  }
}
