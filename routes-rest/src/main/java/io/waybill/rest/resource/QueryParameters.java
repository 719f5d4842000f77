package io.waybill.rest.resource;

import io.waybill.service.problem.Problem;
import io.waybill.service.problem.QueryText;
import io.waybill.service.problem.TextRules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The parameters of a query; none that the call does not know, and none twice. */
final class QueryParameters {
  private final Map<String, String> values;

  private QueryParameters(Map<String, String> values) {
    this.values = values;
  }

  /**
   * @param query the raw query string; null if there is none
   * @throws io.waybill.service.problem.ProblemException if there is one that is not known
   */
  static QueryParameters read(String query, String... known) {
    QueryParameters parameters = new QueryParameters(new HashMap<>());
    if (query == null || query.isEmpty()) {
      return parameters;
    }
    List<String> names = List.of(known);
    for (String pair : query.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = QueryText.decode(equals < 0 ? pair : pair.substring(0, equals));
      if (!names.contains(name)) {
        throw Problem.invalid(shortened(name), unknown(names)).toException();
      }
      String value = equals < 0 ? "" : QueryText.decode(pair.substring(equals + 1));
      if (parameters.values.put(name, value) != null) {
        throw Problem.invalid(name, "must not be given twice").toException();
      }
    }
    return parameters;
  }

  /** The value, as it is; null if the parameter is not given. */
  String get(String name) {
    return values.get(name);
  }

  /** A text of 1 to {@code longest} characters; null if the parameter is not given. */
  String text(String name, int longest) {
    String value = values.get(name);
    String violation = value == null ? null : TextRules.violation(value, 1, longest);
    if (violation != null) {
      throw Problem.invalid(name, violation).toException();
    }
    return value;
  }

  private static String unknown(List<String> names) {
    return names.isEmpty()
        ? "is not known here: this call has no query parameters"
        : "is not known here; known are " + String.join(", ", names);
  }

  /** The caller's own text goes back to it, but not without end. */
  private static String shortened(String name) {
    int longest = 50;
    return name.length() <= longest ? name : name.substring(0, longest) + "…";
  }
}
