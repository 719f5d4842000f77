package io.waybill.rest.resource;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.waybill.service.problem.Problem;
import io.waybill.service.problem.Problem.FieldError;
import io.waybill.service.problem.TextRules;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a resource from JSON, token by token. Unknown fields are passed over, so that a client can
 * send back what it got, and newer clients can talk to older services.
 */
final class ResourceReader {
  private static final String BODY = "body";
  private static final String DEFAULT_STATUS = "active";
  private static final char BYTE_ORDER_MARK = '\ufeff';
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(32)
                  .maxNumberLength(100)
                  .maxNameLength(1_000)
                  .maxStringLength(1 << 20)
                  .build())
          .build();

  private final InputStream body;
  private final List<FieldError> errors = new ArrayList<>(0);
  private String name;
  private String description;
  private String status;

  private ResourceReader(InputStream body) {
    this.body = body;
  }

  /**
   * @param body the request's body; null if there is none
   * @throws io.waybill.service.problem.ProblemException if the body is not an acceptable resource
   */
  static ResourceInput read(InputStream body) {
    if (body == null) {
      throw empty();
    }
    return new ResourceReader(body).resource();
  }

  private ResourceInput resource() {
    try (JsonParser json = parser(text(body))) {
      readFields(json);
    } catch (JsonProcessingException e) {
      throw Problem.invalid(BODY, complaint(e)).toException();
    } catch (IOException e) {
      throw Problem.invalid(BODY, "is not JSON in UTF-8").toException();
    }
    if (name == null && errors.stream().noneMatch(e -> e.field().equals("name"))) {
      errors.add(new FieldError("name", "is required"));
    }
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors).toException();
    }
    return new ResourceInput(name, description, status == null ? DEFAULT_STATUS : status);
  }

  /**
   * Jackson would take UTF-16 too, and forms of UTF-8 that a filter in front does not see through.
   */
  private static CharBuffer text(InputStream body) throws IOException {
    CharBuffer text =
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body.readAllBytes()));
    boolean marked = text.hasRemaining() && text.charAt(0) == BYTE_ORDER_MARK;
    return marked ? text.position(1) : text;
  }

  private static JsonParser parser(CharBuffer text) throws IOException {
    return JSON.createParser(text.array(), text.arrayOffset() + text.position(), text.remaining());
  }

  private void readFields(JsonParser json) throws IOException {
    JsonToken first = json.nextToken();
    if (first == null) {
      throw empty();
    }
    if (first != JsonToken.START_OBJECT) {
      throw Problem.invalid(BODY, "must be a JSON object").toException();
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "name" -> name = text(json, field, 1, 255);
        case "description" -> description = text(json, field, 0, Integer.MAX_VALUE);
        case "status" -> status = text(json, field, 1, 50);
        default -> json.skipChildren();
      }
    }
    if (json.nextToken() != null) {
      throw Problem.invalid(BODY, "goes on after the JSON object").toException();
    }
  }

  private String text(JsonParser json, String field, int shortest, int longest) throws IOException {
    switch (json.currentToken()) {
      case VALUE_NULL -> {
        return null;
      }
      case VALUE_STRING -> {
        String text = json.getText();
        String violation = TextRules.violation(text, shortest, longest);
        if (violation != null) {
          errors.add(new FieldError(field, violation));
        }
        return text;
      }
      default -> {
        json.skipChildren();
        errors.add(new FieldError(field, "must be a string"));
        return null;
      }
    }
  }

  /** Jackson's own messages name its classes. */
  private static String complaint(JsonProcessingException e) {
    if (e instanceof StreamConstraintsException) {
      return "is nested too deeply, or holds a name, text or number that is too long";
    }
    String message = e.getOriginalMessage();
    String what =
        message != null && message.startsWith("Duplicate field")
            ? "holds a field twice"
            : "is not valid JSON";
    JsonLocation place = e.getLocation();
    return place == null
        ? what
        : what + " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")";
  }

  private static RuntimeException empty() {
    return Problem.invalid(BODY, "is empty, but must be a JSON object").toException();
  }
}
