package io.waybill.service.http;

import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/** What is done once the answer of an exchange is written, or has failed. */
public final class AnswerEnd extends SynchronizationAdapter {
  private final Runnable action;

  private AnswerEnd(Runnable action) {
    this.action = action;
  }

  /** Runs the action at the end of this exchange. */
  public static void of(Exchange exchange, Runnable action) {
    exchange.getExchangeExtension().addOnCompletion(new AnswerEnd(action));
  }

  /** A message that this exchange sends on, such as to wake the relay, is not the answer. */
  @Override
  public boolean allowHandover() {
    return false;
  }

  @Override
  public void onDone(Exchange done) {
    action.run();
  }
}
