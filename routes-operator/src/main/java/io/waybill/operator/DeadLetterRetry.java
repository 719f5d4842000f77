package io.waybill.operator;

import io.waybill.events.EventBatch;
import io.waybill.events.Failures;
import io.waybill.service.failure.Reason;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;

/** How one dead letter goes through the service's own processing again. */
final class DeadLetterRetry {
  private DeadLetterRetry() {}

  /** Refuses a row of {@code record.sql} that is not there or that somebody has dealt with. */
  static void mustBeOpen(Exchange retry) {
    Map<?, ?> row = retry.getMessage().getBody(Map.class);
    if (row == null || !"open".equals(row.get("state"))) {
      throw Answers.wrongState(retry, "open");
    }
  }

  /** From the row to the list of one event that the service's route takes. */
  static void readEvent(Exchange processing) {
    Exchange record = new DefaultExchange(processing.getContext());
    DeadLetterRecord.restore(processing.getMessage().getBody(Map.class), record.getMessage());
    processing.getMessage().removeHeaders("*");
    processing.getMessage().setBody(EventBatch.readOne(record, processing));
  }

  /**
   * For {@code enrich}: the parameters of {@code finish.sql}. A database that is away says nothing
   * about the dead letter, and ends the call.
   */
  static Exchange outcome(Exchange retry, Exchange processing) {
    Exception failure = processing.getException();
    if (failure != null && !Failures.isPermanent(failure)) {
      retry.setException(failure);
      return retry;
    }
    Map<?, ?> row = retry.getMessage().getBody(Map.class);
    Map<String, Object> outcome = new HashMap<>();
    outcome.put("id", row.get("id"));
    outcome.put("who", row.get("who"));
    outcome.put("failure", failure == null ? null : Reason.of(failure));
    retry.getMessage().setBody(outcome);
    return retry;
  }
}
