package io.waybill.outbox;

import io.waybill.events.RepeatedFailureLog;
import org.apache.camel.Exchange;

/** Step of the {@code retention-source} Kamelet after a failure. */
public final class RetentionFailures {
  private static final RepeatedFailureLog FAILURES =
      new RepeatedFailureLog(RetentionFailures.class);

  private RetentionFailures() {}

  /** The next run tries again; this is said in one line a minute for each cause. */
  public static void say(String name, Exchange exchange) {
    Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    FAILURES.warn(
        "Old rows were not all deleted by " + name + ", the next run tries again", failure);
  }
}
