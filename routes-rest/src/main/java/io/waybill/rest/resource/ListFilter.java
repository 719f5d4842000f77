package io.waybill.rest.resource;

import io.waybill.service.problem.Problem;
import io.waybill.service.problem.TimeText;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * Which resources a list has; null where the list is not filtered so.
 *
 * @param status of this status
 * @param namePrefix whose name begins so
 * @param createdAfter created later
 * @param createdBefore created earlier
 */
record ListFilter(String status, String namePrefix, String createdAfter, String createdBefore) {
  static final String STATUS = "status";
  static final String NAME_PREFIX = "name_prefix";
  static final String CREATED_AFTER = "created_after";
  static final String CREATED_BEFORE = "created_before";

  private static final int LONGEST_STATUS = 50;
  private static final int LONGEST_NAME = 255;

  static ListFilter of(QueryParameters query) {
    return new ListFilter(
        query.text(STATUS, LONGEST_STATUS),
        query.text(NAME_PREFIX, LONGEST_NAME),
        time(query, CREATED_AFTER),
        time(query, CREATED_BEFORE));
  }

  /** The parameters of the statements. */
  void putInto(Map<String, Object> parameters) {
    parameters.put("status", status);
    parameters.put("nameFrom", namePrefix);
    parameters.put("nameTo", namePrefix == null ? null : endOfNames());
    parameters.put("createdAfter", createdAfter == null ? "-infinity" : local(createdAfter, false));
    parameters.put(
        "createdBefore", createdBefore == null ? "infinity" : local(createdBefore, true));
  }

  /** The filter as a part of a query string. */
  String query() {
    StringBuilder query = new StringBuilder();
    append(query, STATUS, status);
    append(query, NAME_PREFIX, namePrefix);
    append(query, CREATED_AFTER, createdAfter);
    append(query, CREATED_BEFORE, createdBefore);
    return query.toString();
  }

  private static void append(StringBuilder query, String name, String value) {
    if (value != null) {
      query.append('&').append(name).append('=');
      query.append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
  }

  private static String time(QueryParameters query, String name) {
    String value = query.get(name);
    if (value == null) {
      return null;
    }
    try {
      TimeText.utc(value);
      return value;
    } catch (DateTimeException notATime) {
      throw Problem.invalid(
              name,
              "must be a time of RFC 3339 in the years 1 to 9999, such as 2026-01-02T03:04:05Z;"
                  + " write + of an offset as %2B")
          .toException();
    }
  }

  /** As PostgreSQL keeps times: UTC, microseconds. */
  private static String local(String time, boolean up) {
    LocalDateTime exact = TimeText.utc(time).toLocalDateTime();
    LocalDateTime micros = exact.truncatedTo(ChronoUnit.MICROS);
    LocalDateTime kept = up && micros.isBefore(exact) ? micros.plus(1, ChronoUnit.MICROS) : micros;
    // PostgreSQL does not read Java's form of later years, "+10000-01-01T00:00".
    return kept.getYear() > 9_999 ? "infinity" : kept.toString();
  }

  /** The first text, in the order of code points, after all that begin with the prefix. */
  private String endOfNames() {
    int[] points = namePrefix.codePoints().toArray();
    for (int last = points.length - 1; last >= 0; last--) {
      if (points[last] < Character.MAX_CODE_POINT) {
        int next = points[last] + 1;
        boolean surrogate = next >= Character.MIN_SURROGATE && next <= Character.MAX_SURROGATE;
        points[last] = surrogate ? Character.MAX_SURROGATE + 1 : next;
        return new String(points, 0, last + 1);
      }
    }
    // Nothing but the last code point; no name is longer.
    return Character.toString(Character.MAX_CODE_POINT).repeat(LONGEST_NAME + 1);
  }
}
