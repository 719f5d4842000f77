package io.waybill.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README leads from each call to the class with its route, and to each statement. */
class ReadmeTest {
  private static final Path SOURCES = Path.of("src/main/java/io/waybill/operator");
  private static final Path STATEMENTS = Path.of("src/main/resources/sql");
  private static final Pattern CALL =
      Pattern.compile("platform-http:(/ops/[^?]*)\\?httpMethodRestrict=(\\w+)");
  private static final Pattern STATEMENT = Pattern.compile("`([a-z-]+/[a-z-]+\\.sql)`");

  @Test
  void namesTheClassOfEachCall() throws IOException {
    List<String> rows = readme().lines().filter(line -> line.startsWith("| `")).toList();
    for (Path source : files(SOURCES)) {
      String type = source.getFileName().toString().replace(".java", "");
      CALL.matcher(Files.readString(source))
          .results()
          .map(call -> "`" + call.group(2) + " " + call.group(1) + "`")
          .forEach(
              call ->
                  assertThat(rows)
                      .filteredOn(row -> row.contains(call))
                      .as(call)
                      .singleElement()
                      .asString()
                      .contains("`" + type + "`"));
    }
  }

  @Test
  void namesEachStatementAndNoOther() throws IOException {
    List<String> there =
        files(STATEMENTS).stream().map(file -> STATEMENTS.relativize(file).toString()).toList();
    assertThat(STATEMENT.matcher(readme()).results().map(name -> name.group(1)).distinct())
        .containsExactlyInAnyOrderElementsOf(there);
  }

  private static String readme() throws IOException {
    return Files.readString(Path.of("README.md")).replace("`sql/", "`");
  }

  private static List<Path> files(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
