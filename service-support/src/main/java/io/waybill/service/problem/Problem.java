package io.waybill.service.problem;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * An RFC 9457 problem.
 *
 * @param status the HTTP status
 * @param type a URI that names the kind of problem
 * @param detail what happened, to what, and what to do
 * @param errors the fields that are wrong; empty unless the request is invalid
 * @param headers response headers that belong to the problem, such as Allow
 * @param extensions further members, of kinds of problems that have them
 */
public record Problem(
    int status,
    String type,
    String detail,
    List<FieldError> errors,
    Map<String, String> headers,
    Map<String, Long> extensions) {

  /** The media type of every error answer. */
  public static final String MEDIA_TYPE = "application/problem+json";

  private static final String PLAIN = "about:blank";
  private static final String URN = "urn:waybill:problem:";
  private static final JsonFactory JSON = new JsonFactory();

  /** A field, parameter or header of the request, and what is wrong with it. */
  public record FieldError(String field, String message) {}

  /** A problem of which the status says enough. */
  public static Problem of(int status, String detail) {
    return of(status, detail, Map.of());
  }

  /** A problem of which the status says enough, with response headers. */
  public static Problem of(int status, String detail, Map<String, String> headers) {
    return new Problem(status, PLAIN, detail, List.of(), headers, Map.of());
  }

  /** A request that must be changed before it is sent again. */
  public static Problem invalid(List<FieldError> errors) {
    FieldError first = errors.get(0);
    return new Problem(
        400,
        URN + "invalid-request",
        first.field() + " " + first.message() + ".",
        List.copyOf(errors),
        Map.of(),
        Map.of());
  }

  /** A request of which one thing is wrong. */
  public static Problem invalid(String field, String message) {
    return invalid(List.of(new FieldError(field, message)));
  }

  /** A problem of a kind that clients may want to tell from others of the same status. */
  public static Problem named(int status, String name, String detail) {
    return named(status, name, detail, Map.of());
  }

  /** A problem of a kind that clients may want to tell from others, with response headers. */
  public static Problem named(int status, String name, String detail, Map<String, String> headers) {
    return new Problem(status, URN + name, detail, List.of(), headers, Map.of());
  }

  /** This problem with one further member. */
  public Problem with(String member, long value) {
    return new Problem(status, type, detail, errors, headers, Map.of(member, value));
  }

  /** A failure that passes; the client should try again. */
  public static Problem unavailable(String detail) {
    return of(503, detail, Map.of("Retry-After", "2"));
  }

  /** 503 with {@code Retry-After: 1}: this instance takes no request now. */
  public static Problem overloaded(String detail) {
    return of(503, detail, Map.of("Retry-After", "1"));
  }

  /** This problem as an exception. */
  public ProblemException toException() {
    return new ProblemException(this);
  }

  /** The JSON of this problem, met at the path {@code instance}. */
  public byte[] toJson(String instance) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("type", type);
      json.writeStringField("title", StatusTitles.of(status));
      json.writeNumberField("status", status);
      json.writeStringField("detail", detail);
      if (instance != null) {
        json.writeStringField("instance", instance);
      }
      for (Map.Entry<String, Long> extension : extensions.entrySet()) {
        json.writeNumberField(extension.getKey(), extension.getValue());
      }
      if (!errors.isEmpty()) {
        json.writeArrayFieldStart("errors");
        for (FieldError error : errors) {
          json.writeStartObject();
          json.writeStringField("field", error.field());
          json.writeStringField("message", error.message());
          json.writeEndObject();
        }
        json.writeEndArray();
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
