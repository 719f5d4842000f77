package io.waybill.rest.resource;

import io.waybill.service.problem.Problem;
import io.waybill.service.problem.TextRules;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What part of the list is asked for.
 *
 * @param limit how many resources a page has at most
 * @param status only resources of this status; null for all
 * @param after where the page before ended; null for the first page
 */
record ListQuery(int limit, String status, Cursor after) {
  static final int LARGEST_LIMIT = 100;

  private static final int LONGEST_STATUS = 50;
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]+");

  /**
   * @param query the raw query string; null if there is none
   * @throws io.waybill.service.problem.ProblemException if a parameter is not acceptable
   */
  static ListQuery parse(String query) {
    String limit = null;
    String status = null;
    String cursor = null;
    if (query != null) {
      for (String pair : query.split("&", -1)) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        switch (name) {
          case "limit" -> limit = once(name, limit, value);
          case "status" -> status = once(name, status, value);
          case "cursor" -> cursor = once(name, cursor, value);
          default -> {
            // Others may have a meaning to a proxy or a later version.
          }
        }
      }
    }
    if (status != null) {
      String violation = TextRules.violation(status, 1, LONGEST_STATUS);
      if (violation != null) {
        throw Problem.invalid("status", violation).toException();
      }
    }
    Cursor after = cursor == null ? null : Cursor.decode(cursor);
    if (after != null && !Objects.equals(after.status(), status)) {
      throw Problem.invalid("cursor", "belongs to a list with another status filter").toException();
    }
    return new ListQuery(limit == null ? LARGEST_LIMIT : limit(limit), status, after);
  }

  /** The query string of the page that starts after {@code last}. */
  String next(Cursor last) {
    return "limit="
        + limit
        + (status == null ? "" : "&status=" + URLEncoder.encode(status, StandardCharsets.UTF_8))
        + "&cursor="
        + last.encode();
  }

  private static int limit(String text) {
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

  private static String once(String name, String before, String raw) {
    if (before != null) {
      throw Problem.invalid(name, "must not be given twice").toException();
    }
    return decode(raw);
  }

  private static String decode(String raw) {
    try {
      return URLDecoder.decode(raw, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Problem.invalid("query", "has a percent sign without two hexadecimal digits")
          .toException();
    }
  }
}
