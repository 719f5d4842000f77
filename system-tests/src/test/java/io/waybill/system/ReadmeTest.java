package io.waybill.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.local.stack.Stack;
import io.waybill.proto.task.v1.TaskServiceGrpc;
import io.waybill.system.stack.Project;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands and links of README.md are about things that exist. */
class ReadmeTest {
  private static final Path ROOT = Project.root();
  private static final Pattern BLOCK = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern RUN = Pattern.compile("\\./run( [^`\\n]*)?(?=[`\\n])");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{?([A-Z][A-Z_]+)");
  private static final Pattern METHOD = Pattern.compile("(task\\.v1\\.\\w+/\\w+)");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)\\)");
  private static final Pattern QUERY = Pattern.compile("SELECT ([\\w, ]+) FROM (\\w+)");
  private static final Set<String> PROGRAMS =
      Set.of("./run", "mvn", ".", "curl", "grpcurl", "psql");

  private static String readme;
  private static String commands;

  @BeforeAll
  static void read() throws IOException {
    readme = Files.readString(ROOT.resolve("README.md"));
    commands = String.join("", groups(BLOCK, readme));
    assertThat(commands).as("the command blocks of README.md").isNotBlank();
  }

  @Test
  void everyCommandIsAProgramThatTheReaderKnows() {
    assertThat(commands.lines().filter(line -> !line.isBlank()))
        .allSatisfy(line -> assertThat(PROGRAMS).as(line).contains(line.split(" ", 2)[0]));
    assertThat(commands).contains("./run").contains("mvn verify");
    assertThat(ROOT.resolve("run")).isExecutable();
  }

  @Test
  void runKnowsItsArguments() throws Exception {
    Process run =
        new ProcessBuilder("./run", "--help")
            .directory(ROOT.toFile())
            .redirectErrorStream(true)
            .start();
    String help = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(run.waitFor()).as(help).isZero();
    List<String> words =
        RUN.matcher(readme)
            .results()
            .flatMap(call -> Arrays.stream(call.group().split("\\s+")))
            .filter(word -> word.matches("--?\\w.*|[a-z]+"))
            .distinct()
            .toList();
    assertThat(words).contains("--detach", "stop", "status");
    // --help itself is the one option that the help does not list.
    assertThat(words.stream().filter(word -> !word.equals("--help")))
        .allSatisfy(word -> assertThat(help).containsPattern(Pattern.quote(word) + "\\b"));
  }

  @Test
  void variablesAreInTheEnvironmentOfTheStack(@TempDir Path directory) {
    Set<String> known =
        Stack.builder(ROOT).directory(directory).freePorts().build().environment().keySet();
    assertThat(groups(VARIABLE, commands)).isNotEmpty().isSubsetOf(known);
    assertThat(commands).contains(". .waybill/env");
  }

  @Test
  void grpcMethodsExist() {
    List<String> methods =
        TaskServiceGrpc.getServiceDescriptor().getMethods().stream()
            .map(method -> method.getFullMethodName())
            .toList();
    assertThat(groups(METHOD, commands)).isNotEmpty().isSubsetOf(methods);
  }

  @Test
  void queriedColumnsAreInTheMigrations() throws IOException {
    List<MatchResult> queries = QUERY.matcher(commands).results().toList();
    assertThat(queries).isNotEmpty();
    for (MatchResult query : queries) {
      String table = migrationOf(query.group(2));
      assertThat(query.group(1).split(", "))
          .allSatisfy(column -> assertThat(table).containsPattern("(?m)^\\s+" + column + "\\s"));
    }
  }

  @Test
  void linksLeadSomewhere() {
    assertThat(groups(LINK, readme))
        .isNotEmpty()
        .allSatisfy(link -> assertThat(ROOT.resolve(link)).exists());
  }

  private static String migrationOf(String table) throws IOException {
    for (String module :
        List.of(
            "route-templates", "routes-operator", "routes-rest", "routes-grpc", "routes-worker")) {
      Path resources = ROOT.resolve(module).resolve("src/main/resources/db");
      if (!Files.exists(resources)) {
        continue;
      }
      try (Stream<Path> files = Files.walk(resources)) {
        for (Path file : files.filter(path -> path.toString().endsWith(".sql")).toList()) {
          String sql = Files.readString(file);
          if (sql.contains("CREATE TABLE " + table + " ")) {
            return sql;
          }
        }
      }
    }
    throw new AssertionError("No migration creates the table " + table);
  }

  private static List<String> groups(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(match -> match.group(1)).toList();
  }
}
