package io.waybill.system.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.system.stack.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Links of the documents lead somewhere; the decisions are all in their index. */
class DocumentsTest {
  private static final Path DECISIONS = Project.root().resolve("docs/adr");
  private static final Pattern LINK = Pattern.compile("]\\((?!https?:|mailto:)([^)#\\s]+)[^)]*\\)");

  static List<Path> documents() throws IOException {
    return Project.files().stream().filter(file -> file.toString().endsWith(".md")).toList();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void linksLeadSomewhere(Path document) throws IOException {
    assertThat(LINK.matcher(Files.readString(document)).results().map(link -> link.group(1)))
        .allSatisfy(link -> assertThat(document.resolveSibling(link).normalize()).exists());
  }

  @Test
  void decisionsAreNumberedWithoutGapsAndInTheIndex() throws IOException {
    List<String> names;
    try (Stream<Path> files = Files.list(DECISIONS)) {
      names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.matches("\\d{4}-.*"))
              .sorted()
              .toList();
    }
    StringBuilder rows = new StringBuilder();
    for (String name : names) {
      String[] title = Files.readAllLines(DECISIONS.resolve(name)).get(0).split("[ .]+", 3);
      rows.append("| %s | [%s](%s) |\n".formatted(title[1], title[2], name));
    }
    Path index = DECISIONS.resolve("README.md");
    String head = Files.readString(index).split("\\|---\\|---\\|\n", 2)[0] + "|---|---|\n";
    if (Boolean.getBoolean("reference.write")) {
      Files.writeString(index, head + rows);
    }

    assertThat(names.stream().map(name -> Integer.valueOf(name.substring(0, 4))))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, names.size()).boxed().toList());
    assertThat(Files.readString(index))
        .as("docs/adr/README.md; -Dreference.write=true writes it")
        .isEqualTo(head + rows);
  }
}
