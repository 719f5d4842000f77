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
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads a resource, or a merge patch of one (RFC 7396), from JSON, token by token. Unknown fields
 * are passed over, so that a client can send back what it got, and newer clients can talk to older
 * services; but not those that are misspelt.
 */
final class ResourceReader {
  private static final String BODY = "body";
  private static final Map<String, ResourceField> KNOWN =
      Stream.of(ResourceField.values())
          .collect(Collectors.toUnmodifiableMap(ResourceField::key, Function.identity()));
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

  private final Map<ResourceField, String> fields = new EnumMap<>(ResourceField.class);
  private final List<FieldError> errors = new ArrayList<>(0);

  private ResourceReader() {}

  /**
   * A whole resource: each field has a value, its default or null.
   *
   * @param body the request's body; null if there is none
   * @throws io.waybill.service.problem.ProblemException if the body is not an acceptable resource
   */
  static ResourceFields read(InputStream body) {
    ResourceReader reader = of(body);
    for (ResourceField field : ResourceField.values()) {
      reader.fields.putIfAbsent(field, field.defaultValue());
    }
    return reader.checked("is required");
  }

  /**
   * A merge patch: the fields that it gives. To remove a field is to set its default.
   *
   * @throws io.waybill.service.problem.ProblemException as {@link #read}, or if the patch removes a
   *     field that is required
   */
  static ResourceFields readPatch(InputStream body) {
    ResourceReader reader = of(body);
    reader.fields.replaceAll((field, text) -> text == null ? field.defaultValue() : text);
    return reader.checked("can't be removed");
  }

  private ResourceFields checked(String missing) {
    fields.forEach(
        (field, text) -> {
          if (field.isRequired() && text == null && hasNoErrorOf(field)) {
            errors.add(new FieldError(field.key(), missing));
          }
        });
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors).toException();
    }
    return new ResourceFields(fields);
  }

  private static ResourceReader of(InputStream body) {
    if (body == null) {
      throw empty();
    }
    ResourceReader reader = new ResourceReader();
    try (JsonParser json = parser(text(body))) {
      reader.readFields(json);
    } catch (JsonProcessingException e) {
      throw Problem.invalid(BODY, complaint(e)).toException();
    } catch (IOException e) {
      throw Problem.invalid(BODY, "is not JSON in UTF-8").toException();
    }
    return reader;
  }

  private boolean hasNoErrorOf(ResourceField field) {
    return errors.stream().noneMatch(e -> e.field().equals(field.key()));
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
      String name = json.currentName();
      json.nextToken();
      ResourceField field = KNOWN.get(name);
      if (field == null) {
        String meant = FieldNames.meantBy(name);
        if (meant != null) {
          errors.add(new FieldError(name, "is not known here, but " + meant + " is"));
        }
        json.skipChildren();
      } else {
        fields.put(field, text(json, field));
      }
    }
    if (json.nextToken() != null) {
      throw Problem.invalid(BODY, "goes on after the JSON object").toException();
    }
  }

  private String text(JsonParser json, ResourceField field) throws IOException {
    switch (json.currentToken()) {
      case VALUE_NULL -> {
        return null;
      }
      case VALUE_STRING -> {
        String text = json.getText();
        String violation = field.violation(text);
        if (violation != null) {
          errors.add(new FieldError(field.key(), violation));
        }
        return text;
      }
      default -> {
        json.skipChildren();
        errors.add(new FieldError(field.key(), "must be a string"));
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
