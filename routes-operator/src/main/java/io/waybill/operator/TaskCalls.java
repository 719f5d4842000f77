package io.waybill.operator;

import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;

/** Reads the calls about tasks into the parameters of their statements. */
final class TaskCalls {
  private TaskCalls() {}

  static void list(Exchange exchange) {
    OperatorQuery query =
        OperatorQuery.read(exchange.getMessage(), "status", "resource_id", "limit", "after");
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("status", query.oneOf("status", "failed", "pending", "processing", "completed"));
    parameters.put("resourceId", query.text("resource_id", 100));
    parameters.put("after", query.number("after", 0, Long.MAX_VALUE, 0));
    parameters.put("limit", query.limit());
    exchange.getMessage().setBody(parameters);
  }

  static void run(Exchange exchange) {
    Map<String, Object> parameters = OperatorCalls.change(exchange);
    parameters.put("id", exchange.getMessage().getHeader("id", String.class));
    exchange.getMessage().setBody(parameters);
  }

  static void answerRun(Exchange exchange) {
    OperatorCalls.mustHaveChanged(exchange, "failed");
    OperatorCalls.answer(exchange, "{\"tasks\":1}");
  }
}
