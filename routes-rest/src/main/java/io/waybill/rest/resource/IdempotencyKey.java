package io.waybill.rest.resource;

import io.waybill.service.problem.Problem;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Idempotency-Key header, and how two requests with one key are told to be the same. */
final class IdempotencyKey {
  private static final int LONGEST = 255;
  // Each character escaped, and the quotes. Java's patterns need stack for each character of a
  // longer one.
  private static final int LONGEST_HEADER = 2 * LONGEST + 2;
  private static final Pattern QUOTED =
      Pattern.compile("\"((?:[\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]|\\\\[\"\\\\])*)\"");
  private static final Pattern BARE = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~:/=@-]+");
  private static final Pattern ESCAPED = Pattern.compile("\\\\(.)");

  private IdempotencyKey() {}

  /**
   * @throws io.waybill.service.problem.ProblemException if it is neither a quoted string nor a
   *     token
   */
  static String parse(String header) {
    String value = header.strip();
    if (value.length() > LONGEST_HEADER) {
      throw wrongLength();
    }
    Matcher quoted = QUOTED.matcher(value);
    String key;
    if (quoted.matches()) {
      key = ESCAPED.matcher(quoted.group(1)).replaceAll("$1");
    } else if (BARE.matcher(value).matches()) {
      key = value;
    } else {
      throw refused("must be one quoted string or one token");
    }
    if (key.isEmpty() || key.length() > LONGEST) {
      throw wrongLength();
    }
    return key;
  }

  /**
   * The key as it is stored: each caller has keys of its own, so that none gets another's answer.
   *
   * @param caller the caller's name; null if callers are not known
   */
  static String ofCaller(String caller, String key) {
    if (caller == null) {
      return key;
    }
    // No client can send a key with this character in it.
    return "\u00a7" + Digests.of(caller, key);
  }

  /** A digest of what a POST means, whatever the layout of its JSON. */
  static String fingerprint(ResourceFields fields) {
    return fields.digest();
  }

  /**
   * A digest of what any other request means: its method, its resource, the fields it gives, and
   * the conditions.
   *
   * @param fields null for a deletion
   */
  static String fingerprint(String method, String id, ResourceFields fields, Conditions when) {
    return Digests.of(
        method,
        id,
        fields == null ? null : fields.digest(),
        when.ifMatchText(),
        when.ifNoneMatchText());
  }

  private static RuntimeException wrongLength() {
    return refused("must have 1 to " + LONGEST + " characters");
  }

  private static RuntimeException refused(String why) {
    return Problem.invalid(ResourceRequests.IDEMPOTENCY_KEY, why).toException();
  }
}
