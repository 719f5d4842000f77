package io.waybill.rest.resource;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a client says about a resource, checked.
 *
 * @param values a value, which may be null, for each field that is given; a field that is not there
 *     stays as it is
 */
record ResourceFields(Map<ResourceField, String> values) {
  private static final JsonFactory JSON = new JsonFactory();

  /** The parameter {@code fields} of a statement. */
  String toJson() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      for (Map.Entry<ResourceField, String> field : values.entrySet()) {
        json.writeStringField(field.getKey().key(), field.getValue());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory failed", e);
    }
    return text.toString();
  }

  /** A digest of the values, and of which are given. */
  String digest() {
    List<String> texts = new ArrayList<>();
    for (ResourceField field : ResourceField.values()) {
      texts.add(Boolean.toString(values.containsKey(field)));
      texts.add(values.get(field));
    }
    return Digests.of(texts.toArray(String[]::new));
  }
}
