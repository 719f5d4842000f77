package io.waybill.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.waybill.service.problem.Problem;
import io.waybill.service.problem.TextRules;
import io.waybill.service.problem.TimeText;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.util.Iterator;
import java.util.List;
import org.apache.camel.Message;

/** The JSON object of a call: small, and without a field that the call does not know. */
final class OperatorBody {
  private static final int LIMIT = 64 * 1024;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final JsonNode fields;

  private OperatorBody(JsonNode fields) {
    this.fields = fields;
  }

  /** Reads the body of a call that knows these fields. */
  static OperatorBody read(Message request, String... known) {
    JsonNode json = parse(bytes(request));
    if (!json.isObject()) {
      throw Problem.invalid("body", "must be a JSON object").toException();
    }
    List<String> names = List.of(known);
    Iterator<String> given = json.fieldNames();
    while (given.hasNext()) {
      String name = given.next();
      if (!names.contains(name)) {
        throw Problem.invalid(name, "is not known here; known are " + String.join(", ", names))
            .toException();
      }
    }
    return new OperatorBody(json);
  }

  private static byte[] bytes(Message request) {
    InputStream body = request.getBody(InputStream.class);
    try {
      byte[] bytes = body == null ? new byte[0] : body.readNBytes(LIMIT + 1);
      if (bytes.length > LIMIT) {
        throw Problem.of(413, "The body is larger than " + LIMIT + " bytes.").toException();
      }
      return bytes;
    } catch (IOException e) {
      throw Problem.invalid("body", "ended before it was complete").toException();
    }
  }

  private static JsonNode parse(byte[] bytes) {
    try {
      return JSON.readTree(bytes);
    } catch (JsonProcessingException e) {
      throw Problem.invalid("body", "is not valid JSON").toException();
    } catch (IOException e) {
      throw Problem.invalid("body", "is not JSON in UTF-8").toException();
    }
  }

  /** A text of 1 to {@code longest} characters, or null if there is none. */
  String text(String name, int longest) {
    JsonNode value = fields.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw Problem.invalid(name, "must be a string").toException();
    }
    String violation = TextRules.violation(value.textValue(), 1, longest);
    if (violation != null) {
      throw Problem.invalid(name, violation).toException();
    }
    return value.textValue();
  }

  /** The reason, which the audit asks for. */
  String reason() {
    String reason = text("reason", 1000);
    if (reason == null || reason.isBlank()) {
      throw Problem.invalid("reason", "is required").toException();
    }
    return reason;
  }

  /** A whole number in the range, or null if there is none. */
  Long number(String name, long least, long most) {
    JsonNode value = fields.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < least
        || value.longValue() > most) {
      throw Problem.invalid(name, "must be a whole number from " + least + " to " + most)
          .toException();
    }
    return value.longValue();
  }

  /** A time, or null if there is none. */
  String time(String name) {
    String text = text(name, 40);
    if (text == null) {
      return null;
    }
    try {
      return TimeText.utc(text).toString();
    } catch (DateTimeException notATime) {
      throw Problem.invalid(
              name,
              "must be a time of RFC 3339 in the years 1 to 9999, such as 2026-01-02T03:04:05Z")
          .toException();
    }
  }

  /** What a call for many is about: one key, or, null, all of them. */
  String keyOrAll() {
    String key = text("key", 255);
    JsonNode all = fields.get("all");
    boolean everything = all != null && !all.isNull();
    if (everything && !(all.isBoolean() && all.booleanValue())) {
      throw Problem.invalid("all", "must be true, or left out").toException();
    }
    if ((key == null) != everything) {
      throw Problem.invalid("key", "or all must be given, and only one of them").toException();
    }
    return key;
  }
}
