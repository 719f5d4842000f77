package io.waybill.operator;

import io.waybill.service.problem.Problem;
import io.waybill.service.problem.QueryText;
import io.waybill.service.problem.TextRules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** The query of a call, without a parameter that the call does not know. */
final class OperatorQuery {
  private final Map<String, String> values = new HashMap<>();

  private OperatorQuery() {}

  static OperatorQuery read(Message request, String... known) {
    OperatorQuery query = new OperatorQuery();
    String text = request.getHeader(Exchange.HTTP_QUERY, String.class);
    if (text == null || text.isEmpty()) {
      return query;
    }
    for (String pair : text.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      String[] parts = pair.split("=", 2);
      String name = QueryText.decode(parts[0]);
      if (!List.of(known).contains(name)) {
        throw Problem.invalid(name, "is not known here; known are " + String.join(", ", known))
            .toException();
      }
      if (query.values.put(name, parts.length == 1 ? "" : QueryText.decode(parts[1])) != null) {
        throw Problem.invalid(name, "is given twice").toException();
      }
    }
    return query;
  }

  String text(String name, int longest) {
    String value = values.get(name);
    String violation = value == null ? null : TextRules.violation(value, 1, longest);
    if (violation != null) {
      throw Problem.invalid(name, violation).toException();
    }
    return value;
  }

  String oneOf(String name, String... allowed) {
    String value = values.getOrDefault(name, allowed[0]);
    if (!List.of(allowed).contains(value)) {
      throw Problem.invalid(name, "must be one of " + String.join(", ", allowed)).toException();
    }
    return value;
  }

  long number(String name, long least, long most, long otherwise) {
    String value = values.get(name);
    if (value == null) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // Told below.
    }
    throw Problem.invalid(name, "must be a whole number from " + least + " to " + most)
        .toException();
  }

  /** The size of a page. */
  long limit() {
    return number("limit", 1, 100, 100);
  }

  /** The parameters of a statement that lists things in one of these states, the first if none. */
  static Map<String, Object> page(Message request, String... states) {
    OperatorQuery query = read(request, "state", "key", "limit", "after");
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("state", query.oneOf("state", states));
    parameters.put("key", query.text("key", 255));
    parameters.put("after", query.number("after", 0, Long.MAX_VALUE, 0));
    parameters.put("limit", query.limit());
    return parameters;
  }
}
