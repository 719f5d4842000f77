package io.waybill.rest.resource;

import io.waybill.service.problem.TextRules;

/** What the texts of a resource must be like. */
final class FieldRules {
  private static final int LONGEST_NAME = 255;
  private static final int LONGEST_STATUS = 50;

  private FieldRules() {}

  /** What is wrong with the field's text; null if nothing is. */
  static String violation(String field, String text) {
    return switch (field) {
      case "name" -> line(text, LONGEST_NAME);
      case "status" -> line(text, LONGEST_STATUS);
      default -> lines(text);
    };
  }

  private static String line(String text, int longest) {
    String violation = TextRules.violation(text, 1, longest);
    if (violation != null) {
      return violation;
    }
    if (text.codePoints().allMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c))) {
      return "must not be blank";
    }
    return text.chars().anyMatch(Character::isISOControl)
        ? "must not contain control characters"
        : null;
  }

  private static String lines(String text) {
    String violation = TextRules.violation(text, 0, Integer.MAX_VALUE);
    if (violation != null) {
      return violation;
    }
    return text.chars().anyMatch(c -> Character.isISOControl(c) && "\n\r\t".indexOf(c) < 0)
        ? "must not contain control characters other than line breaks and tabs"
        : null;
  }
}
