package io.waybill.outbox;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.apache.camel.Processor;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * A batch that is marked as processed by a wire tap, while the turn reads and publishes the next
 * one. The turn must not end before it.
 */
public final class MarkedMeanwhile implements Processor {
  /** Exchange property: the {@link Marking} that has begun and not been waited for. */
  private static final String MARKING = "outboxMarking";

  /**
   * A mark takes 20 ms. It may wait for someone who wants the table alone and waits for this turn
   * in his turn, a circle that PostgreSQL can't see.
   */
  private static final Duration LONGEST_MARK = Duration.ofSeconds(2);

  private static final class Marking {
    final OutboxBatch.Events events;
    final CompletableFuture<List<Map<String, Object>>> topics = new CompletableFuture<>();

    Marking(OutboxBatch.Events events) {
      this.events = events;
    }
  }

  /** The parameters of {@code mark-processed.sql} for the wire tap that comes next. */
  public static Map<String, Object> begin(
      @ExchangeProperty(OutboxBatch.PUBLISHED) OutboxBatch.Events published,
      @Header("outboxTurn") Map<String, ?> turn,
      Exchange exchange) {
    exchange.removeProperty(OutboxBatch.PUBLISHED);
    exchange.setProperty(MARKING, new Marking(published));
    return OutboxBatch.parameters(published, turn);
  }

  /** Tells the turn when the tapped exchange has ended. */
  @Override
  public void process(Exchange tapped) {
    // The turn says what has failed: Camel's error handler adds no stack trace to that.
    tapped.getExchangeExtension().setErrorHandlerHandled(false);
    CompletableFuture<List<Map<String, Object>>> topics = marking(tapped).topics;
    tapped
        .getExchangeExtension()
        .addOnCompletion(
            new SynchronizationAdapter() {
              @Override
              @SuppressWarnings("unchecked")
              public void onComplete(Exchange marked) {
                topics.complete(marked.getMessage().getBody(List.class));
              }

              @Override
              public void onFailure(Exchange failed) {
                topics.completeExceptionally(failed.getException());
              }
            });
  }

  /** The publishing order numbers of what is being marked, which must not be read again. */
  static long[] seqs(Exchange exchange) {
    Marking marking = marking(exchange);
    return marking == null ? new long[0] : marking.events.seqs();
  }

  /**
   * Waits until what is being marked is, and counts it.
   *
   * @throws IllegalStateException if it could not be marked in time, which ends the turn; what
   *     stays pending is published again
   */
  public static void await(Exchange exchange) throws InterruptedException, SQLException {
    Marking marking = marking(exchange);
    if (marking == null) {
      return;
    }
    exchange.removeProperty(MARKING);
    try {
      OutboxMeters.published(marking.topics.get(LONGEST_MARK.toSeconds(), TimeUnit.SECONDS));
    } catch (ExecutionException | TimeoutException e) {
      exchange.setProperty(OutboxBatch.AT_STAKE, OutboxBatch.unmarked(marking.events));
      throw new IllegalStateException(
          "%d published events could not be marked as processed in time and may be published again"
              .formatted(marking.events.seqs().length),
          e);
    }
  }

  private static Marking marking(Exchange exchange) {
    return exchange.getProperty(MARKING, Marking.class);
  }
}
