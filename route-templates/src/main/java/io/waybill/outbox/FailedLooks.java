package io.waybill.outbox;

import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;

/**
 * Says in one line, and not at every look, that the transaction of a look at the outbox could not
 * begin or commit. Camel's own handler writes a stack trace each time.
 */
public final class FailedLooks implements ExceptionHandler {
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
    OutboxFailures.say(failure);
  }
}
