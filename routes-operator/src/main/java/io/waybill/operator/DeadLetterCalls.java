package io.waybill.operator;

import io.waybill.service.problem.Problem;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;

/** Reads the calls about dead letters into the parameters of their statements, and answers. */
final class DeadLetterCalls {
  /** So many letters are retried in one call. */
  private static final int MOST_AT_ONCE = 1000;

  private DeadLetterCalls() {}

  static void list(Exchange exchange) {
    exchange
        .getMessage()
        .setBody(OperatorQuery.page(exchange.getMessage(), "open", "retried", "discarded"));
  }

  static void one(Exchange exchange) {
    exchange.getMessage().setBody(Map.of("id", id(exchange)));
  }

  static void retryOne(Exchange exchange) {
    exchange.setProperty(OperatorCalls.WHO, OperatorCalls.who(exchange));
    exchange.setProperty(DeadLetterRetry.TALLY, new DeadLetterRetry.Tally());
    one(exchange);
  }

  static void retryMany(Exchange exchange) {
    String key = OperatorBody.read(exchange.getMessage(), "key", "all").keyOrAll();
    exchange.setProperty(OperatorCalls.WHO, OperatorCalls.who(exchange));
    exchange.setProperty(DeadLetterRetry.TALLY, new DeadLetterRetry.Tally());
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("key", key);
    parameters.put("limit", MOST_AT_ONCE);
    exchange.getMessage().setBody(parameters);
  }

  static void discard(Exchange exchange) {
    String reason = OperatorBody.read(exchange.getMessage(), "reason").reason();
    Map<String, Object> parameters = OperatorCalls.change(exchange);
    parameters.put("id", id(exchange));
    parameters.put("reason", reason);
    exchange.getMessage().setBody(parameters);
  }

  static void answerOne(Exchange exchange) {
    String failure = exchange.getProperty(DeadLetterRetry.FAILURE, String.class);
    if (failure != null) {
      throw Problem.named(422, "still-failing", "It failed again: " + failure).toException();
    }
    OperatorCalls.answer(exchange, "{\"id\":" + id(exchange) + ",\"state\":\"retried\"}");
  }

  static void answerMany(Exchange exchange) {
    DeadLetterRetry.Tally tally =
        exchange.getProperty(DeadLetterRetry.TALLY, DeadLetterRetry.Tally.class);
    OperatorCalls.answer(
        exchange, "{\"retried\":" + tally.retried + ",\"failed\":" + tally.failed + "}");
  }

  static void answerDiscarded(Exchange exchange) {
    OperatorCalls.mustHaveChanged(exchange, "open");
    OperatorCalls.answer(exchange, "{\"id\":" + id(exchange) + ",\"state\":\"discarded\"}");
  }

  private static long id(Exchange exchange) {
    try {
      return Long.parseLong(exchange.getMessage().getHeader("id", String.class));
    } catch (NumberFormatException notAnId) {
      throw OperatorCalls.missing().toException();
    }
  }
}
