package io.waybill.outbox;

import io.waybill.health.BackgroundParts;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;

/**
 * After the transaction of a look at the outbox could not begin or commit, as when the database is
 * away or refuses the password: says so in one line a minute, where Camel's own handler writes a
 * stack trace each time, and holds up the next look for a while. No step of the relay has run then,
 * so its part is told here that the look was tried.
 */
public final class FailedLooks implements ExceptionHandler {
  /** For a relay that has never begun; each look that begins sets its own. */
  private static final Duration LIMIT = Duration.ofMinutes(1);

  /** A failure after so long is a first one again. */
  private static final long FORGET = Duration.ofSeconds(30).toNanos();

  private static final long STEP_MILLIS = 50;

  private final Pause pause = new Pause(System::nanoTime);
  private long last = System.nanoTime();

  @Override
  public void handleException(Throwable failure) {
    OutboxFailures.say(failure);
    pause(failure);
  }

  @Override
  public void handleException(String message, Throwable failure) {
    handleException(failure);
  }

  @Override
  public void handleException(String message, Exchange exchange, Throwable failure) {
    String queue = exchange.getFromEndpoint().getEndpointBaseUri();
    BackgroundParts.of(exchange.getContext())
        .part("relay", queue.substring(queue.indexOf("://") + 3), LIMIT)
        .failed(failure);
    handleException(failure);
  }

  /** On the thread of the relay. A stop of the route interrupts it. */
  private void pause(Throwable failure) {
    if (System.nanoTime() - last > FORGET) {
      pause.succeeded();
    }
    pause.failed(failure);
    try {
      while (!pause.isOver()) {
        Thread.sleep(STEP_MILLIS);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    last = System.nanoTime();
  }
}
