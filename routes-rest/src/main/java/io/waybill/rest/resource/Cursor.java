package io.waybill.rest.resource;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.waybill.service.problem.Problem;
import io.waybill.service.problem.TextRules;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.Base64;

/**
 * Where a page of the list begins: behind this resource.
 *
 * @param time the creation time of the resource, as RFC 3339
 * @param id the id of that resource
 * @param backwards whether the page goes from there towards newer resources
 */
record Cursor(String time, String id, boolean backwards) {
  private static final JsonFactory JSON = new JsonFactory();
  private static final char SEPARATOR = ' ';
  private static final int LONGEST = 1_000;
  private static final int LONGEST_ID = 100;

  /** What no status can begin with: the list is filtered otherwise, or the page goes backwards. */
  private static final char MARK = '\0';

  /** The page begins behind this resource, given as JSON. */
  static Cursor behind(String resource, boolean backwards) {
    String time = null;
    String id = null;
    try (JsonParser json = JSON.createParser(resource)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        switch (field) {
          case "created_at" -> time = json.getText();
          case "id" -> id = json.getText();
          default -> json.skipChildren();
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("The database's JSON of a resource can't be read", e);
    }
    return new Cursor(time, id, backwards);
  }

  /** The form that clients carry; they needn't understand it. It holds for this filter only. */
  String encode(ListFilter filter) {
    String list = list(filter);
    String text = time + SEPARATOR + id + (list.isEmpty() ? "" : SEPARATOR + list);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** What tells this list from others. A status alone stays as older versions write and read it. */
  private String list(ListFilter filter) {
    boolean old = filter.equals(new ListFilter(filter.status(), null, null, null));
    if (old && !backwards) {
      return filter.status() == null ? "" : filter.status();
    }
    return MARK + (backwards ? "b" : "f") + Digests.of(filter.query()).substring(0, 16);
  }

  /**
   * @throws io.waybill.service.problem.ProblemException if it was not made by {@link #encode} with
   *     this filter
   */
  static Cursor decode(String cursor, ListFilter filter) {
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
      String list = parts.length == 3 ? parts[2] : "";
      Cursor decoded = new Cursor(parts[0], parts[1], list.startsWith(MARK + "b"));
      if (!decoded.list(filter).equals(list)) {
        throw Problem.invalid("cursor", "belongs to a list with other filters").toException();
      }
      return decoded;
    } catch (IllegalArgumentException | CharacterCodingException | DateTimeParseException e) {
      throw unknown();
    }
  }

  private static RuntimeException unknown() {
    return Problem.invalid("cursor", "must be the one of a Link header of this list").toException();
  }
}
