package io.waybill.rest.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** The committed document says what the routes say; {@code -Dopenapi.write=true} makes it so. */
class OpenApiDocumentTest {

  @Test
  void isWhatTheRoutesSay() throws Exception {
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      camel.addRoutes(new ResourceApiRoutes());
      String generated = OpenApiDocument.of(camel);
      if (Boolean.getBoolean("openapi.write")) {
        Files.writeString(OpenApiDocument.FILE, generated);
      }
      assertThat(Files.readString(OpenApiDocument.FILE))
          .as(
              "%s is out of date. Write it anew: mvn -pl routes-rest test"
                  + " -Dtest=OpenApiDocumentTest -Dopenapi.write=true",
              OpenApiDocument.FILE)
          .isEqualTo(generated);
    }
  }

  /** What makes clients that fail, or don't compile, in one generator or another. */
  @Test
  void suitsGeneratorsOfClients() throws Exception {
    JsonNode document = new ObjectMapper().readTree(Files.readString(OpenApiDocument.FILE));
    assertThat(document.get("openapi").asText()).startsWith("3.0.");
    List<String> types = new ArrayList<>();
    for (String kind : List.of("schemas", "requestBodies", "responses")) {
      document.at("/components/" + kind).fieldNames().forEachRemaining(types::add);
    }
    assertThat(types).as("each becomes a type").doesNotHaveDuplicates();
    assertThat(types)
        .as("in Go, NewX makes an X")
        .doesNotContainAnyElementsOf(types.stream().map(type -> "New" + type).toList());
    for (JsonNode schema : document.at("/components/schemas")) {
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
