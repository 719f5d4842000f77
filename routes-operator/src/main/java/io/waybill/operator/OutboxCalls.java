package io.waybill.operator;

import io.waybill.events.Failures;
import io.waybill.service.problem.Problem;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;

/** Reads the calls about the outbox into the parameters of their statements. */
final class OutboxCalls {
  /** Exchange property: what is to be done under the relay's lock. */
  static final String UNDER_LOCK = "operatorUnderLock";

  /** Parameter: with the payload. */
  private static final String WHOLE = "whole";

  private static final int LARGEST_SLICE = 100_000;

  private OutboxCalls() {}

  static void list(Exchange exchange) {
    exchange
        .getMessage()
        .setBody(OperatorQuery.page(exchange.getMessage(), "pending", "parked", "published"));
  }

  static void get(Exchange exchange) {
    exchange.getMessage().setBody(new HashMap<>(Map.of("id", id(exchange), WHOLE, true)));
  }

  /** Whether a statement has failed because PostgreSQL can't read the payload. */
  static boolean isUnreadable(Exchange exchange) {
    return exchange.getException() != null && Failures.isOfTheRow(exchange.getException());
  }

  @SuppressWarnings("unchecked")
  static void withoutPayload(Exchange exchange) {
    exchange.getMessage().getBody(Map.class).put(WHOLE, false);
  }

  static void retryOne(Exchange exchange) {
    Map<String, Object> parameters = OperatorCalls.change(exchange);
    parameters.put("id", id(exchange));
    parameters.put("key", null);
    parameters.put("target", id(exchange));
    exchange.getMessage().setBody(parameters);
  }

  static void retryMany(Exchange exchange) {
    String key = OperatorBody.read(exchange.getMessage(), "key", "all").keyOrAll();
    Map<String, Object> parameters = OperatorCalls.change(exchange);
    parameters.put("id", null);
    parameters.put("key", key);
    parameters.put("target", key == null ? "all" : "key " + key);
    exchange.getMessage().setBody(parameters);
  }

  static void discard(Exchange exchange) {
    String reason = OperatorBody.read(exchange.getMessage(), "reason").reason();
    Map<String, Object> parameters = OperatorCalls.change(exchange);
    parameters.put("id", id(exchange));
    parameters.put("reason", reason);
    parameters.put(WHOLE, true);
    exchange.getMessage().setBody(parameters);
  }

  static void pause(Exchange exchange) {
    String reason = OperatorBody.read(exchange.getMessage(), "reason").reason();
    Map<String, Object> parameters = OperatorCalls.change(exchange);
    parameters.put("reason", reason);
    underLock(exchange, "pause", parameters);
  }

  static void resume(Exchange exchange) {
    underLock(exchange, "resume", OperatorCalls.change(exchange));
  }

  static void republish(Exchange exchange) {
    OperatorBody body =
        OperatorBody.read(
            exchange.getMessage(), "from_sequence", "to_sequence", "from", "to", "limit");
    Long fromSequence = body.number("from_sequence", 0, Long.MAX_VALUE);
    Long toSequence = body.number("to_sequence", 0, Long.MAX_VALUE);
    String from = body.time("from");
    String to = body.time("to");
    Long limit = body.number("limit", 1, LARGEST_SLICE);
    // A range of times goes on by the sequence that the call before has answered.
    if ((from == null) != (to == null)) {
      throw Problem.invalid("from", "and to belong together").toException();
    }
    if (from == null && (fromSequence == null || toSequence == null)) {
      throw Problem.invalid("from_sequence", "and to_sequence, or from and to, must be given")
          .toException();
    }
    Map<String, Object> parameters = OperatorCalls.change(exchange);
    parameters.put("fromSequence", fromSequence == null ? 0 : fromSequence);
    parameters.put("toSequence", toSequence == null ? Long.MAX_VALUE : toSequence);
    parameters.put("from", from == null ? "-infinity" : from);
    parameters.put("to", to == null ? "infinity" : to);
    parameters.put("limit", limit == null ? LARGEST_SLICE : limit);
    parameters.put(
        "target",
        from == null
            ? "sequence " + fromSequence + " to " + toSequence
            : "created " + from + " to " + to);
    underLock(exchange, "republish", parameters);
  }

  static void answerOne(Exchange exchange) {
    OperatorCalls.mustHaveChanged(exchange, "parked");
    answerMany(exchange);
  }

  static void answerMany(Exchange exchange) {
    OperatorCalls.answer(exchange, "{\"events\":" + OperatorCalls.changed(exchange) + "}");
  }

  private static void underLock(Exchange exchange, String action, Map<String, Object> parameters) {
    exchange.setProperty(UNDER_LOCK, action);
    exchange.getMessage().setBody(parameters);
  }

  private static String id(Exchange exchange) {
    String id = exchange.getMessage().getHeader("id", String.class);
    if (id == null || id.indexOf(0) >= 0) {
      throw OperatorCalls.missing().toException();
    }
    return id;
  }
}
