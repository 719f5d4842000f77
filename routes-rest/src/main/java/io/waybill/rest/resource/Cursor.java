package io.waybill.rest.resource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.service.problem.Problem;
import io.waybill.service.problem.TextRules;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.Base64;

/**
 * Where a page of the list ended.
 *
 * @param time the creation time of the page's last resource, as RFC 3339
 * @param id the id of that resource
 * @param status the filter of the list; null if it has none
 */
record Cursor(String time, String id, String status) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final char SEPARATOR = ' ';
  private static final int LONGEST = 1_000;
  private static final int LONGEST_ID = 100;

  /** The page ended with this resource. */
  static Cursor of(String resource, String status) {
    try {
      JsonNode last = JSON.readTree(resource);
      return new Cursor(last.get("created_at").asText(), last.get("id").asText(), status);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The database's JSON of a resource can't be read", e);
    }
  }

  /** The form that clients carry; they needn't understand it. */
  String encode() {
    String text = time + SEPARATOR + id + (status == null ? "" : SEPARATOR + status);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * @throws io.waybill.service.problem.ProblemException if it was not made by {@link #encode}
   */
  static Cursor decode(String cursor) {
    if (cursor.length() > LONGEST) {
      throw unknown();
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(cursor);
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      String[] parts = text.split(" ", 3);
      if (parts.length < 2 || !parts[0].endsWith("Z")) {
        throw unknown();
      }
      LocalDateTime time = LocalDateTime.parse(parts[0].substring(0, parts[0].length() - 1));
      boolean known =
          time.getYear() > 0
              && time.getYear() < 10_000
              && TextRules.violation(parts[1], 1, LONGEST_ID) == null;
      if (!known) {
        throw unknown();
      }
      return new Cursor(parts[0], parts[1], parts.length == 3 ? parts[2] : null);
    } catch (IllegalArgumentException | CharacterCodingException | DateTimeParseException e) {
      throw unknown();
    }
  }

  private static RuntimeException unknown() {
    return Problem.invalid("cursor", "must be the one of a Link header of this list").toException();
  }
}
