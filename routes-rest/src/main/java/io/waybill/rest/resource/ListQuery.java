package io.waybill.rest.resource;

import io.waybill.service.problem.Problem;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What part of the list is asked for.
 *
 * @param limit how many resources a page has at most
 * @param filter which resources the list has
 * @param total whether the answer says how many those are
 * @param from where the page begins; null for the first page
 */
record ListQuery(int limit, ListFilter filter, boolean total, Cursor from) {
  static final int LARGEST_LIMIT = 100;

  /** Those that the call knows. */
  static final String[] PARAMETERS = {
    "limit",
    "cursor",
    ListFilter.STATUS,
    ListFilter.NAME_PREFIX,
    ListFilter.CREATED_AFTER,
    ListFilter.CREATED_BEFORE,
    "total"
  };

  private static final Pattern NUMBER = Pattern.compile("-?[0-9]+");

  /**
   * @param query the raw query string; null if there is none
   * @throws io.waybill.service.problem.ProblemException if a parameter is not acceptable
   */
  static ListQuery parse(String query) {
    QueryParameters parameters = QueryParameters.read(query, PARAMETERS);
    int limit = limit(parameters.get("limit"));
    ListFilter filter = ListFilter.of(parameters);
    boolean total = total(parameters.get("total"));
    String cursor = parameters.get("cursor");
    return new ListQuery(
        limit, filter, total, cursor == null ? null : Cursor.decode(cursor, filter));
  }

  /** The parameters of the statements. */
  void putInto(Map<String, Object> parameters) {
    filter.putInto(parameters);
    parameters.put("limit", limit);
    parameters.put("backwards", from != null && from.backwards());
    // The first page begins before the latest time, where the index is entered: as if a page before
    // had ended there.
    parameters.put("time", from == null ? parameters.get("createdBefore") : from.time());
    parameters.put("id", from == null ? "" : from.id());
  }

  /** The query string of the page that begins there. */
  String at(Cursor cursor) {
    return "limit="
        + limit
        + filter.query()
        + (total ? "&total=true" : "")
        + "&cursor="
        + cursor.encode(filter);
  }

  private static boolean total(String text) {
    if (text == null || text.equals("false")) {
      return false;
    }
    if (text.equals("true")) {
      return true;
    }
    throw Problem.invalid("total", "must be true or false").toException();
  }

  private static int limit(String text) {
    if (text == null) {
      return LARGEST_LIMIT;
    }
    if (!NUMBER.matcher(text).matches()) {
      throw Problem.invalid("limit", "must be a number").toException();
    }
    // More digits than an int has, hence larger than the largest or smaller than 1.
    boolean negative = text.charAt(0) == '-';
    int limit = text.length() > 9 ? (negative ? -1 : LARGEST_LIMIT) : Integer.parseInt(text);
    if (limit < 1) {
      throw Problem.invalid("limit", "must be at least 1").toException();
    }
    return Math.min(limit, LARGEST_LIMIT);
  }
}
