package io.waybill.operator;

import io.waybill.service.problem.Problem;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** What all calls share: who calls, and how an answer is given. */
final class OperatorCalls {
  /** Exchange property: who calls. */
  static final String WHO = "operatorWho";

  private OperatorCalls() {}

  /** The parameters of a statement that changes something: so far, who does it. */
  static Map<String, Object> change(Exchange exchange) {
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("who", who(exchange));
    return parameters;
  }

  /** The name that the audit keeps. */
  static String who(Exchange exchange) {
    Object given = exchange.getMessage().getHeader("X-Operator");
    if (given == null) {
      return "operator";
    }
    String who = given.toString();
    boolean printable = who.chars().allMatch(c -> c >= ' ' && c <= '~');
    if (!(given instanceof String) || who.isBlank() || who.length() > 100 || !printable) {
      throw Problem.invalid("X-Operator", "must be 1 to 100 printable ASCII characters")
          .toException();
    }
    return who;
  }

  static void audit(Exchange exchange) {
    OperatorQuery query = OperatorQuery.read(exchange.getMessage(), "limit", "before");
    exchange
        .getMessage()
        .setBody(
            Map.of(
                "limit", query.limit(),
                "before", query.number("before", 1, Long.MAX_VALUE, Long.MAX_VALUE)));
  }

  /** A call that has neither parameters nor a body. */
  static void plain(Exchange exchange) {
    OperatorQuery.read(exchange.getMessage());
    exchange.getMessage().setBody(Map.of());
  }

  /** Answers the JSON that a statement made; without a row there is nothing at the path. */
  static void answer(Exchange exchange) {
    String json = exchange.getMessage().getBody(String.class);
    if (json == null) {
      throw missing().toException();
    }
    answer(exchange, json);
  }

  static void answer(Exchange exchange, String json) {
    Message answer = exchange.getMessage();
    answer.setBody(json);
    answer.setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
    answer.setHeader(Exchange.CONTENT_TYPE, "application/json");
    answer.setHeader(Exchange.HTTP_CHUNKED, false);
  }

  static Problem missing() {
    return Problem.of(404, "There is none with this id.");
  }

  /** How many rows a statement changed. */
  static long changed(Exchange exchange) {
    return ((Number) exchange.getMessage().getBody(Map.class).get("changed")).longValue();
  }

  /** Refuses a call about one thing that was not there, or not in the state that the call needs. */
  static void mustHaveChanged(Exchange exchange, String needed) {
    if (changed(exchange) > 0) {
      return;
    }
    Object state = exchange.getMessage().getBody(Map.class).get("state");
    if (state == null) {
      throw missing().toException();
    }
    throw Problem.of(409, "It is " + state + "; only what is " + needed + " can be changed so.")
        .toException();
  }
}
