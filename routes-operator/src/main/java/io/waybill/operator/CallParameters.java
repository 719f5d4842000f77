package io.waybill.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.service.problem.Problem;
import io.waybill.service.problem.Problem.FieldError;
import io.waybill.service.problem.QueryText;
import io.waybill.service.problem.TextRules;
import io.waybill.service.problem.TimeText;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * The parameters of a statement, read from a call. Each method reads one field of the query or of
 * the JSON body; {@link #toMap} refuses the call if a field is wrong or was not read by any.
 */
final class CallParameters {
  private static final int BODY_LIMIT = 64 * 1024;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final Message request;
  private final ObjectNode fields;
  private final boolean query;
  private final Map<String, Object> parameters = new HashMap<>();
  private final List<String> known = new ArrayList<>();
  private final List<FieldError> wrong = new ArrayList<>();

  private CallParameters(Message request, ObjectNode fields, boolean query) {
    this.request = request;
    this.fields = fields;
    this.query = query;
  }

  /** Of a call without fields. */
  static CallParameters of(Exchange call) {
    return new CallParameters(call.getMessage(), JSON.createObjectNode(), false);
  }

  static CallParameters ofQuery(Exchange call) {
    String query = call.getMessage().getHeader(Exchange.HTTP_QUERY, "", String.class);
    ObjectNode fields = JSON.createObjectNode();
    for (String field : query.split("&", -1)) {
      if (!field.isEmpty()) {
        String[] parts = field.split("=", 2);
        String name = QueryText.decode(parts[0]);
        if (fields.has(name)) {
          throw Problem.invalid(name, "is given twice").toException();
        }
        fields.put(name, parts.length == 1 ? "" : QueryText.decode(parts[1]));
      }
    }
    return new CallParameters(call.getMessage(), fields, true);
  }

  static CallParameters ofBody(Exchange call) {
    Message request = call.getMessage();
    try {
      InputStream body = request.getBody(InputStream.class);
      byte[] bytes = body == null ? new byte[0] : body.readNBytes(BODY_LIMIT + 1);
      if (bytes.length > BODY_LIMIT) {
        throw Problem.of(413, "The body is larger than " + BODY_LIMIT + " bytes.").toException();
      }
      if (JSON.readTree(bytes) instanceof ObjectNode fields) {
        return new CallParameters(request, fields, false);
      }
      throw Problem.invalid("body", "must be a JSON object").toException();
    } catch (JsonProcessingException e) {
      throw Problem.invalid("body", "is not valid JSON").toException();
    } catch (IOException e) {
      throw Problem.invalid("body", "ended before it was complete, or is not UTF-8").toException();
    }
  }

  boolean has(String name) {
    return fields.hasNonNull(name);
  }

  /** A parameter that does not come from a field. */
  CallParameters with(String name, Object value) {
    parameters.put(name, value);
    return this;
  }

  /** {@code who}: the name that the audit keeps. */
  CallParameters who() {
    Object given = request.getHeader("X-Operator", "operator");
    if (!(given instanceof String name) || name.isBlank() || !name.matches("[ -~]{1,100}")) {
      wrong("X-Operator", "must be 1 to 100 printable ASCII characters");
    }
    return with("who", given);
  }

  /** {@code id}, of the path. */
  CallParameters id() {
    String id = request.getHeader("id", String.class);
    if (id == null || id.indexOf(0) >= 0) {
      throw Answers.notFound();
    }
    return with("id", id);
  }

  /** {@code id}, of the path, of things that are numbered. */
  CallParameters numericId() {
    try {
      return with("id", Long.valueOf(request.getHeader("id", String.class)));
    } catch (NumberFormatException e) {
      throw Answers.notFound();
    }
  }

  /** A text of 1 to {@code longest} characters, or null if there is none. */
  CallParameters text(String name, int longest) {
    JsonNode value = take(name);
    String text = value == null ? null : value.textValue();
    if (value != null && text == null) {
      wrong(name, "must be a string");
    } else if (value != null && TextRules.violation(text, 1, longest) != null) {
      wrong(name, TextRules.violation(text, 1, longest));
    }
    return with(name, text);
  }

  /** One of these texts; the first if there is none. */
  CallParameters oneOf(String name, String... allowed) {
    JsonNode value = take(name);
    String text = value == null ? allowed[0] : value.textValue();
    if (!List.of(allowed).contains(text)) {
      wrong(name, "must be one of " + String.join(", ", allowed));
    }
    return with(name, text);
  }

  /** A whole number in the range. */
  CallParameters number(String name, long least, long most, long otherwise) {
    JsonNode value = take(name);
    Long number = value == null ? Long.valueOf(otherwise) : number(value);
    if (number == null || number < least || number > most) {
      wrong(name, "must be a whole number from " + least + " to " + most);
    }
    return with(name, number);
  }

  private Long number(JsonNode value) {
    try {
      return query
          ? Long.valueOf(value.textValue())
          : value.isIntegralNumber() && value.canConvertToLong() ? value.longValue() : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** A time. */
  CallParameters time(String name, String otherwise) {
    JsonNode value = take(name);
    String time = otherwise;
    if (value != null) {
      try {
        time = TimeText.utc(value.asText()).toString();
      } catch (DateTimeException e) {
        wrong(
            name,
            "must be a time of RFC 3339 in the years 1 to 9999, such as 2026-01-02T03:04:05Z");
      }
    }
    return with(name, time);
  }

  /** {@code reason}, which the audit needs. */
  CallParameters reason() {
    if (!has("reason") || fields.get("reason").asText().isBlank()) {
      wrong("reason", "is required");
    }
    return text("reason", 1000);
  }

  /** {@code key}: one key, or null if the call is about all of them. */
  CallParameters keyOrAll() {
    boolean one = has("key");
    text("key", 255);
    JsonNode all = take("all");
    if (all != null && !all.booleanValue()) {
      wrong("all", "must be true, or left out");
    } else if (one == (all != null)) {
      wrong("key", "or all must be given, and only one of them");
    }
    return this;
  }

  /** A page: the things in one of these states, those of one key, after a place. */
  CallParameters page(String... states) {
    return oneOf("state", states).text("key", 255).after().limit();
  }

  /** {@code after}: the place where a page begins. */
  CallParameters after() {
    return number("after", 0, Long.MAX_VALUE, 0);
  }

  /** {@code limit}: the length of a page. */
  CallParameters limit() {
    return number("limit", 1, 100, 100);
  }

  /**
   * The parameters by their names.
   *
   * @throws io.waybill.service.problem.ProblemException 400 that names each wrong field
   */
  Map<String, Object> toMap() {
    String unknown = "is not known here; known are " + String.join(", ", known);
    fields.fieldNames().forEachRemaining(name -> wrong.add(0, new FieldError(name, unknown)));
    if (!wrong.isEmpty()) {
      throw Problem.invalid(wrong).toException();
    }
    return parameters;
  }

  /** The value of a field, which is then known; null if there is none. */
  private JsonNode take(String name) {
    known.add(name);
    JsonNode value = fields.remove(name);
    return value == null || value.isNull() ? null : value;
  }

  private void wrong(String field, String message) {
    wrong.add(new FieldError(field, message));
  }
}
