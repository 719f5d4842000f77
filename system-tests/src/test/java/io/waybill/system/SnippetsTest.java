package io.waybill.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.system.stack.Project;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Each block of code in a document is run, is an excerpt of a file that is run, or says why not.
 */
class SnippetsTest {
  /** At most so many blocks are run by nothing. Another one: find a way to run it, or count it. */
  private static final int NOT_RUN = 48;

  private static final Path ROOT = Project.root();
  private static final Pattern BLOCK =
      Pattern.compile(
          "(?ms)^(?<comments>(?: *<!--(?:(?!-->).)*-->\\n+)*)(?<indent> *)```(?<language>\\w*)\\n"
              + "(?<text>.*?)^ *```$");
  private static final Pattern MARK = Pattern.compile("<!-- (not run:|run by|from) (.*?) *-->");

  private static final List<Snippet> SNIPPETS = new ArrayList<>();

  private record Snippet(String place, String comments, String language, String text) {
    String mark(String kind) {
      Matcher mark = MARK.matcher(comments);
      while (mark.find()) {
        if (mark.group(1).equals(kind)) {
          return mark.group(2);
        }
      }
      return null;
    }

    boolean isRun() {
      return language.equals("sh") && !MARK.matcher(comments).find();
    }

    @Override
    public String toString() {
      return place;
    }
  }

  @BeforeAll
  static void read() throws IOException {
    for (Path file : Project.files()) {
      if (file.toString().endsWith(".md")) {
        read(file);
      }
    }
  }

  private static void read(Path file) throws IOException {
    String text = Files.readString(file);
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      long line = text.substring(0, block.start("language")).lines().count();
      SNIPPETS.add(
          new Snippet(
              ROOT.relativize(file) + ":" + line,
              block.group("comments"),
              block.group("language"),
              block.group("text").replaceAll("(?m)^" + block.group("indent"), "")));
    }
  }

  @Test
  void eachIsRunOrSaysWhyNot() {
    assertThat(SNIPPETS)
        .filteredOn(snippet -> !snippet.isRun())
        .allSatisfy(
            snippet ->
                assertThat(MARK.matcher(snippet.comments()).find())
                    .as("a comment before this block says: from FILE, run by FILE or not run: WHY")
                    .isTrue());
  }

  @Test
  void thoseThatNothingRunsAreCounted() {
    List<Snippet> notRun = SNIPPETS.stream().filter(s -> s.mark("not run:") != null).toList();

    assertThat(notRun).allSatisfy(s -> assertThat(s.mark("not run:")).hasSizeGreaterThan(10));
    assertThat(notRun).hasSizeLessThanOrEqualTo(NOT_RUN);
    assertThat(SNIPPETS.stream().filter(Snippet::isRun)).hasSizeGreaterThan(30);
  }

  @Test
  void excerptsAreWhatTheirFilesHold() {
    assertThat(SNIPPETS)
        .filteredOn(snippet -> snippet.mark("from") != null)
        .isNotEmpty()
        .allSatisfy(
            snippet ->
                assertThat(squeezed(Files.readString(ROOT.resolve(snippet.mark("from")))))
                    .contains(squeezed(snippet.text())));
  }

  @Test
  void whatAScriptRunsIsInTheScript() {
    assertThat(SNIPPETS)
        .filteredOn(snippet -> snippet.mark("run by") != null)
        .allSatisfy(
            snippet -> {
              String script = Files.readString(ROOT.resolve(snippet.mark("run by")));
              assertThat(snippet.text().lines().map(line -> line.split(" ", 2)[0]))
                  .allSatisfy(program -> assertThat(script).contains(program));
            });
  }

  @Test
  void ciFindsThemAndBashCanReadThem() throws Exception {
    String script = output(".ci/snippets", "--print");

    assertThat(script.lines().filter(line -> line.startsWith("at=")))
        .hasSize((int) SNIPPETS.stream().filter(Snippet::isRun).count());
    Path file = Files.writeString(Files.createTempFile("snippets", ".sh"), script);
    assertThat(output("bash", "-n", file.toString())).isEmpty();
    Files.delete(file);
  }

  private static String output(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(ROOT.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  /** Without indentation, ends of lines and empty lines. */
  private static String squeezed(String text) {
    return text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .reduce("", SnippetsTest::line);
  }

  private static String line(String before, String line) {
    return before + line + "\n";
  }
}
