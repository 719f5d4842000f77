package io.waybill.operator;

import io.waybill.events.EventBatch;
import io.waybill.events.Failures;
import io.waybill.events.ReceivedEvent;
import io.waybill.service.Reason;
import io.waybill.service.problem.Problem;
import io.waybill.service.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultExchange;

/** One letter's way through the service's own processing, once more. */
final class DeadLetterRetry {
  /** Exchange property: why it failed again. */
  static final String FAILURE = "deadLetterFailure";

  /** Exchange property: the outcomes of a call. */
  static final String TALLY = "deadLetterTally";

  private static final String ID = "deadLetterId";

  private DeadLetterRetry() {}

  /** How a call's letters ended. */
  static final class Tally {
    int retried;
    int failed;
  }

  /** The row of {@code record.sql} as a batch of one event. */
  static void read(Exchange exchange) {
    Message message = exchange.getMessage();
    Map<?, ?> row = message.getBody(Map.class);
    if (row == null) {
      throw OperatorCalls.missing().toException();
    }
    if (!"open".equals(row.get("state"))) {
      throw Problem.of(409, "It is " + row.get("state") + "; only what is open can be retried.")
          .toException();
    }
    exchange.setProperty(ID, row.get("id"));
    exchange.removeProperty(FAILURE);
    Exchange original = new DefaultExchange(exchange.getContext());
    DeadLetterRecord.restore(row, original.getMessage());
    Exchange batch = new DefaultExchange(exchange.getContext());
    List<ReceivedEvent> events = EventBatch.read(List.of(original), batch);
    if (events.isEmpty()) {
      EventBatch read = batch.getProperty("eventBatch", EventBatch.class);
      Object reason = EventBatch.rejected(read).get(0).getHeader(DeadLetterRecord.ADDED + "reason");
      throw new IllegalArgumentException(new String((byte[]) reason, StandardCharsets.UTF_8));
    }
    message.setBody(events);
  }

  /**
   * Keeps the reason. A database that is away says nothing about the letter and ends the call, and
   * so does a letter that is not there.
   */
  static void failed(Exchange exchange) throws Exception {
    Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    if (failure instanceof ProblemException || !Failures.isPermanent(failure)) {
      throw failure;
    }
    exchange.setProperty(FAILURE, Reason.of(failure));
  }

  /** The parameters of {@code finish.sql}. */
  static void outcome(Exchange exchange) {
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("id", exchange.getProperty(ID));
    parameters.put("failure", exchange.getProperty(FAILURE));
    parameters.put("who", exchange.getProperty(OperatorCalls.WHO));
    exchange.getMessage().setBody(parameters);
  }

  static void count(Exchange exchange) {
    Tally tally = exchange.getProperty(TALLY, Tally.class);
    if (exchange.getProperty(FAILURE) == null) {
      tally.retried++;
    } else {
      tally.failed++;
    }
  }
}
