package io.waybill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/**
 * The house rules of a Kamelet: named like its file, typed, every parameter described, and used.
 */
class KameletsTest {
  private static final Path KAMELETS = Path.of("src/main/resources/kamelets");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([\\w.]+)}}");

  static List<Path> kamelets() throws IOException {
    try (Stream<Path> files = Files.list(KAMELETS)) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("kamelets")
  void isNamedLikeItsFileAndTyped(Path file) throws IOException {
    JsonNode kamelet = read(file);

    String name = kamelet.at("/metadata/name").asText();
    String type = kamelet.at("/metadata/labels/camel.apache.org~1kamelet.type").asText();
    assertThat(file.getFileName()).hasToString(name + ".kamelet.yaml");
    assertThat(name).endsWith("-" + type).matches(".*-(source|sink|action)");
  }

  @ParameterizedTest
  @MethodSource("kamelets")
  void describesEveryParameter(Path file) throws IOException {
    JsonNode definition = read(file).at("/spec/definition");

    assertThat(definition.get("title").asText()).isNotBlank();
    assertThat(definition.get("description").asText()).isNotBlank();
    JsonNode parameters = definition.at("/properties");
    for (Map.Entry<String, JsonNode> parameter : parameters.properties()) {
      JsonNode value = parameter.getValue();
      assertThat(value.path("title").asText()).as(parameter.getKey()).isNotBlank();
      assertThat(value.path("description").asText().strip()).as(parameter.getKey()).endsWith(".");
      assertThat(value.path("type").asText()).isIn("string", "integer", "boolean");
    }
    definition
        .at("/required")
        .forEach(required -> assertThat(parameters.has(required.asText())).isTrue());
  }

  @ParameterizedTest
  @MethodSource("kamelets")
  void usesEveryParameterAndNoOther(Path file) throws IOException {
    JsonNode kamelet = read(file);
    List<String> declared = new ArrayList<>(names(kamelet.at("/spec/definition/properties")));
    kamelet.at("/spec/template/beans").forEach(bean -> declared.add(bean.get("name").asText()));
    String template = kamelet.at("/spec/template").toString();

    Matcher used = PLACEHOLDER.matcher(template);

    assertThat(used.results().map(match -> match.group(1)).distinct().toList())
        .containsExactlyInAnyOrderElementsOf(declared);
  }

  /** What needs more is Java (ADR 23). One has more, as its steps have two targets. */
  @ParameterizedTest
  @MethodSource("kamelets")
  void hasAShortTemplate(Path file) throws IOException {
    String yaml = Files.readString(file);
    assumeFalse(file.endsWith("kafka-event-source.kamelet.yaml"));

    assertThat(yaml.substring(yaml.indexOf("\n  template:") + 1).lines().count())
        .isLessThanOrEqualTo(60);
    assertThat(nestedSteps(read(file).at("/spec/template"))).isLessThanOrEqualTo(3);
  }

  private static int nestedSteps(JsonNode node) {
    int deepest = 0;
    for (JsonNode child : node) {
      deepest = Math.max(deepest, nestedSteps(child));
    }
    return deepest + (node.has("steps") ? 1 : 0);
  }

  /** Kafka's own default became 5 ms in Kafka 4: of waiting for more, before each request. */
  @ParameterizedTest
  @MethodSource("kamelets")
  void noKafkaProducerLingers(Path file) throws IOException {
    for (JsonNode to : read(file).at("/spec/template").findValues("to")) {
      if (to.path("uri").asText().startsWith("kafka:")) {
        assertThat(to.at("/parameters/lingerMs").asText())
            .as(to.path("id").asText())
            .isEqualTo("0");
      }
    }
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }

  private static JsonNode read(Path file) throws IOException {
    try (InputStream yaml = Files.newInputStream(file)) {
      Map<String, Object> kamelet = new Yaml().load(yaml);
      return new ObjectMapper().valueToTree(kamelet);
    }
  }
}
