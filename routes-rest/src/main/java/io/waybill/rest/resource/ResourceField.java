package io.waybill.rest.resource;

import io.waybill.service.problem.TextRules;
import java.util.Locale;

/**
 * The fields of a resource that a client gives. They are also in {@code docs/openapi.yaml}, in
 * {@code src/main/fields.properties} and in a migration: docs/changing.md is the recipe.
 */
enum ResourceField {
  /** One line, required. */
  NAME(true, null) {
    @Override
    String violation(String text) {
      return line(text, 255);
    }
  },
  /** Any number of lines. */
  DESCRIPTION(false, null) {
    @Override
    String violation(String text) {
      return lines(text);
    }
  },
  /** One line. */
  STATUS(false, "active") {
    @Override
    String violation(String text) {
      return line(text, 50);
    }
  };

  private final boolean required;
  private final String defaultValue;

  ResourceField(boolean required, String defaultValue) {
    this.required = required;
    this.defaultValue = defaultValue;
  }

  /** What is wrong with the field's text; null if nothing is. */
  abstract String violation(String text);

  /** As in JSON and in SQL. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean isRequired() {
    return required;
  }

  /** What a field has that is not given or is null; null if it may have no value. */
  String defaultValue() {
    return defaultValue;
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
