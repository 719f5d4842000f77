package io.waybill.rest.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.rest.ContractCheck;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.rest.RestDefinition;
import org.apache.camel.model.rest.VerbDefinition;
import org.junit.jupiter.api.Test;

/** What {@code docs/openapi.yaml} must say beside what {@link ContractCheck} holds answers to. */
class OpenApiDocumentTest {
  private static final JsonNode DOCUMENT = ContractCheck.document();

  @Test
  void describesTheCallsOfTheRoutesAndNoOthers() throws Exception {
    Map<String, String> calls = new TreeMap<>();
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      camel.addRoutes(new ResourceApiRoutes());
      for (RestDefinition rest : camel.getRestDefinitions()) {
        for (VerbDefinition verb : rest.getVerbs()) {
          String path = rest.getPath() + (verb.getPath() == null ? "" : verb.getPath());
          calls.put(verb.asVerb().toUpperCase(Locale.ROOT) + " " + path, facts(verb));
        }
      }
    }

    Map<String, String> described = new TreeMap<>();
    ContractCheck.calls().entrySet().stream()
        .filter(call -> call.getKey().contains(" /api/"))
        .forEach(call -> described.put(call.getKey(), facts(call.getValue())));
    assertThat(described)
        .as("ResourceApiRoutes and docs/openapi.yaml must name the same calls")
        .isEqualTo(calls);
  }

  /** The name of the call and the first media type that it takes. */
  private static String facts(VerbDefinition verb) {
    return verb.getId() + " " + String.valueOf(verb.getConsumes()).replaceAll(",.*", "");
  }

  private static String facts(JsonNode call) {
    var types = call.at("/requestBody/content").fieldNames();
    return call.get("operationId").asText() + " " + (types.hasNext() ? types.next() : "null");
  }

  @Test
  void describesTheFieldsOfAResource() {
    List<String> fields = Stream.of(ResourceField.values()).map(ResourceField::key).toList();
    for (String schema : List.of("ResourceInput", "ResourcePatch")) {
      assertThat(names(schema))
          .as("%s in docs/openapi.yaml, and ResourceField", schema)
          .isEqualTo(fields);
    }
    assertThat(names("Resource"))
        .as("Resource in docs/openapi.yaml, and ResourceField")
        .containsAll(fields);
  }

  private static List<String> names(String schema) {
    List<String> names = new ArrayList<>();
    DOCUMENT
        .at("/components/schemas/" + schema + "/properties")
        .fieldNames()
        .forEachRemaining(names::add);
    return names;
  }

  @Test
  void theStatementsNameTheFieldsOfAResource() throws Exception {
    String fields =
        Stream.of(ResourceField.values()).map(ResourceField::key).collect(Collectors.joining(", "));
    for (String statement : List.of("create", "create-once", "update", "update-once", "replay")) {
      try (InputStream sql =
          getClass().getResourceAsStream("/sql/resource/" + statement + ".sql")) {
        assertThat(new String(sql.readAllBytes(), StandardCharsets.UTF_8))
            .as("resource.fields in src/main/fields.properties, and ResourceField")
            .contains(fields)
            .doesNotContain("${");
      }
    }
  }

  /** What makes clients that fail, or don't compile, in one generator or another (ADR 17). */
  @Test
  void suitsGeneratorsOfClients() {
    assertThat(DOCUMENT.get("openapi").asText()).startsWith("3.0.");
    List<String> types = new ArrayList<>();
    for (String kind : List.of("schemas", "requestBodies", "responses")) {
      DOCUMENT.at("/components/" + kind).fieldNames().forEachRemaining(types::add);
    }
    assertThat(types).as("each becomes a type").doesNotHaveDuplicates();
    assertThat(types)
        .as("in Go, NewX makes an X")
        .doesNotContainAnyElementsOf(types.stream().map(type -> "New" + type).toList());
    for (JsonNode schema : DOCUMENT.at("/components/schemas")) {
      assertSuits(schema);
      schema.path("properties").forEach(OpenApiDocumentTest::assertSuits);
    }
  }

  private static void assertSuits(JsonNode schema) {
    assertThat(schema.has("pattern") && schema.has("format"))
        .as("a pattern, which is tried on what the format has become: %s", schema)
        .isFalse();
    assertThat(schema.has("default"))
        .as("a default, which makes a field required that is not: %s", schema)
        .isFalse();
    assertThat(schema.path("type").isArray()).as("several types: %s", schema).isFalse();
  }
}
