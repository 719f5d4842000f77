package io.waybill.rest.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the document in the form that generators of clients understand (ADR 17): OpenAPI 3.0, in
 * which a field that may be null is {@code nullable} and a schema has one {@code example}; and
 * bodies and answers without names of their own, which generators would give to a type although a
 * schema has it already.
 */
final class GeneratorForm {
  private static final List<String> IN_PLACE = List.of("requestBodies", "responses");

  private GeneratorForm() {}

  static void apply(ObjectNode document) {
    ObjectNode components = (ObjectNode) document.get("components");
    for (String kind : IN_PLACE) {
      inline(document, "#/components/" + kind + "/", components.path(kind));
      components.remove(kind);
    }
    components.get("schemas").forEach(GeneratorForm::schema);
  }

  /** Puts what references of this kind lead to in their place. */
  private static void inline(JsonNode node, String prefix, JsonNode targets) {
    if (node instanceof ObjectNode object) {
      for (String name : names(object)) {
        String reference = object.get(name).path("$ref").asText();
        if (reference.startsWith(prefix)) {
          object.set(name, targets.get(reference.substring(prefix.length())).deepCopy());
        }
      }
    }
    node.forEach(child -> inline(child, prefix, targets));
  }

  private static void schema(JsonNode node) {
    if (node instanceof ObjectNode schema) {
      if (schema.get("type") instanceof ArrayNode types) {
        schema.put("type", types.get(0).asText()).put("nullable", true);
      }
      if (schema.remove("examples") instanceof ArrayNode examples) {
        schema.set("example", examples.get(0));
      }
      schema.path("properties").forEach(GeneratorForm::schema);
      schema.path("allOf").forEach(GeneratorForm::schema);
      schema(schema.path("items"));
    }
  }

  private static List<String> names(ObjectNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
