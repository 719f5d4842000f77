package io.waybill.outbox;

import io.waybill.health.BackgroundParts;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;

/**
 * Says in one line, and not at every look, that the transaction of a look at the outbox could not
 * begin or commit. Camel's own handler writes a stack trace each time. No step of the relay has run
 * then, so its part is told here that the look was tried.
 */
public final class FailedLooks implements ExceptionHandler {
  /** For a relay that has never begun; each look that begins sets its own. */
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @Override
  public void handleException(Throwable failure) {
    OutboxFailures.say(failure);
  }

  @Override
  public void handleException(String message, Throwable failure) {
    OutboxFailures.say(failure);
  }

  @Override
  public void handleException(String message, Exchange exchange, Throwable failure) {
    String queue = exchange.getFromEndpoint().getEndpointBaseUri();
    BackgroundParts.of(exchange.getContext())
        .part("relay", queue.substring(queue.indexOf("://") + 3), LIMIT)
        .failed(failure);
    OutboxFailures.say(failure);
  }
}
