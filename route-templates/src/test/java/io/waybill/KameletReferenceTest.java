package io.waybill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The tables of docs/kamelets.md are the parameters in the Kamelets themselves. */
class KameletReferenceTest {
  private static final Path DOCUMENT = Path.of("../docs/kamelets.md");
  private static final Path KAMELETS = Path.of("src/main/resources/kamelets");
  private static final Pattern TABLE =
      Pattern.compile("(?s)<!-- parameters of ([\\w-]+) -->\\n(.*?)<!-- end -->");

  @Test
  void eachTableIsUpToDate() throws IOException {
    String before = Files.readString(DOCUMENT);

    String after = TABLE.matcher(before).replaceAll(KameletReferenceTest::table);

    if (Boolean.getBoolean("reference.write")) {
      Files.writeString(DOCUMENT, after);
      return;
    }
    assertThat(before)
        .as(
            "docs/kamelets.md; to write it: mvn -pl route-templates -am test"
                + " -Dtest=KameletReferenceTest -Dreference.write=true"
                + " -Dsurefire.failIfNoSpecifiedTests=false")
        .isEqualTo(after);
  }

  @Test
  void eachKameletHasATable() throws IOException {
    List<String> names =
        TABLE.matcher(Files.readString(DOCUMENT)).results().map(table -> table.group(1)).toList();

    try (var files = Files.list(KAMELETS)) {
      assertThat(files.map(file -> file.getFileName().toString().replace(".kamelet.yaml", "")))
          .isNotEmpty()
          .containsExactlyInAnyOrderElementsOf(names);
    }
  }

  private static String table(MatchResult mark) {
    StringBuilder table = new StringBuilder("<!-- parameters of " + mark.group(1) + " -->\n");
    table.append("| parameter | type | default | meaning |\n|---|---|---|---|\n");
    Map<String, Object> definition = definition(mark.group(1));
    List<?> required = (List<?>) definition.getOrDefault("required", List.of());
    map(definition, "properties")
        .forEach(
            (name, value) -> {
              Map<String, Object> property = map(value);
              Object preset = property.get("default");
              String shown = preset == null ? "" : "`" + preset + "`";
              table.append(
                  "| `%s` | %s | %s | %s |%n"
                      .formatted(
                          name,
                          property.get("type"),
                          required.contains(name) ? "required" : shown,
                          text(property)));
            });
    return Matcher.quoteReplacement(table + "<!-- end -->");
  }

  private static String text(Map<String, Object> property) {
    Object example = property.get("example");
    String text = property.get("description").toString().strip().replaceAll("\\s+", " ");
    return text.replace("|", "\\|") + (example == null ? "" : " Example: `" + example + "`.");
  }

  private static Map<String, Object> definition(String kamelet) {
    try (InputStream in = Files.newInputStream(KAMELETS.resolve(kamelet + ".kamelet.yaml"))) {
      Map<String, Object> document = new Yaml().load(in);
      return map(map(document, "spec"), "definition");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Map<String, Object> map(Map<String, Object> parent, String key) {
    return map(parent.get(key));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }
}
