package io.waybill.operator;

import io.waybill.service.problem.Problem;
import io.waybill.service.problem.ProblemException;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** The answers of calls, made of what the statements returned. */
final class Answers {
  private Answers() {}

  /** The JSON that the statement made; without a row there is nothing at the path. */
  static void json(Exchange call) {
    String json = call.getMessage().getBody(String.class);
    if (json == null) {
      throw notFound();
    }
    json(call, json);
  }

  static void json(Exchange call, String json) {
    Message answer = call.getMessage();
    answer.setBody(json);
    answer.setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
    answer.setHeader(Exchange.CONTENT_TYPE, "application/json");
    answer.setHeader(Exchange.HTTP_CHUNKED, false);
  }

  /** How many rows the statement changed: its column {@code changed}. */
  static long changed(Exchange call) {
    return (Long) call.getMessage().getBody(Map.class).get("changed");
  }

  /** Refuses a call about one thing that the statement did not change. */
  static void mustHaveChanged(Exchange call, String needed) {
    if (changed(call) == 0) {
      throw wrongState(call, needed);
    }
  }

  /** 409 with the column {@code state} of the row; 404 without. */
  static ProblemException wrongState(Exchange call, String needed) {
    Map<?, ?> row = call.getMessage().getBody(Map.class);
    Object state = row == null ? null : row.get("state");
    return state == null
        ? notFound()
        : Problem.of(409, "It is " + state + "; the call needs one that is " + needed + ".")
            .toException();
  }

  static ProblemException notFound() {
    return Problem.of(404, "There is none with this id.").toException();
  }

  /**
   * For {@code enrich}: what another route answered, or its failure. The marks that the other
   * route's error handler left on its exchange would keep this route's from handling the failure.
   */
  static Exchange ofOtherRoute(Exchange call, Exchange other) {
    call.setException(other.getException());
    call.getMessage().setBody(other.getMessage().getBody());
    return call;
  }
}
