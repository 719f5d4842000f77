package io.waybill.system.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All settings of Waybill, from the properties files with the defaults and the tables of the
 * modules' READMEs.
 */
final class SettingsReference {
  private static final Pattern OWN = Pattern.compile("(waybill|outbox|grpc|tasks|worker)\\..*");
  private static final Pattern SETTING = Pattern.compile("([\\w.-]+)=(.*)");
  private static final Pattern NAME = Pattern.compile("`([\\w.<>-]+)`");
  private static final Map<String, String> FILES = new LinkedHashMap<>();

  static {
    FILES.put("service-support/src/main/resources/waybill-defaults.properties", "All services");
    FILES.put("routes-rest/src/main/resources/application.properties", "routes-rest");
    FILES.put("routes-grpc/src/main/resources/application.properties", "routes-grpc");
    FILES.put("routes-worker/src/main/resources/application.properties", "routes-worker");
  }

  private final Path root;
  private final Map<String, Row> tables = new LinkedHashMap<>();

  /** A row of the reference. */
  record Row(String name, String value, String meaning) {
    @Override
    public String toString() {
      return "| `%s` | `%s` | %s | %s |%n".formatted(name, variable(), value, meaning);
    }

    private String variable() {
      return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
  }

  SettingsReference(Path root) throws IOException {
    this.root = root;
    for (String module :
        List.of(
            "service-support", "routes-operator", "routes-rest", "routes-grpc", "routes-worker")) {
      Files.readAllLines(root.resolve(module).resolve("README.md")).forEach(this::readTableRow);
    }
  }

  /** The rows of each part, by its title. */
  Map<String, List<Row>> parts() throws IOException {
    Map<String, List<Row>> parts = new LinkedHashMap<>();
    for (Map.Entry<String, String> file : FILES.entrySet()) {
      parts.put(file.getValue(), rows(root.resolve(file.getKey())));
    }
    List<String> known =
        parts.values().stream().flatMap(List::stream).map(Row::name).distinct().toList();
    List<Row> withoutDefault =
        tables.values().stream().filter(row -> !known.contains(row.name())).toList();
    parts.put("Without a default in a file", withoutDefault);
    return parts;
  }

  String text() throws IOException {
    StringBuilder text =
        new StringBuilder(
            """
            # Configuration

            All settings of the three services. Each can be given as an environment variable, as an argument
            `--setting=value`, or in a file (`SPRING_CONFIG_ADDITIONAL_LOCATION`); every setting of
            [Spring Boot](https://docs.spring.io/spring-boot/3.5/appendix/application-properties/index.html) and
            `camel.*` of Camel works too. `<x>` is `rest`, `grpc` or `worker`. What the profile `production` changes:
            [service-support](../service-support/README.md#production). The parameters of the Kamelets:
            [kamelets.md](kamelets.md).

            <!-- Generated: mvn -pl system-tests -am test -Dtest=SettingsReferenceTest -Dreference.write=true
                 -Dsurefire.failIfNoSpecifiedTests=false -->
            """);
    parts()
        .forEach(
            (title, rows) -> {
              text.append("\n## ").append(title).append("\n\n");
              text.append("| setting | environment variable | default | meaning |\n");
              text.append("|---|---|---|---|\n");
              rows.forEach(text::append);
            });
    return text.toString();
  }

  private List<Row> rows(Path file) throws IOException {
    List<Row> rows = new ArrayList<>();
    String comment = "";
    boolean inComment = false;
    for (String line : Files.readAllLines(file)) {
      Matcher setting = SETTING.matcher(line);
      if (line.startsWith("#")) {
        String more = line.substring(1).strip();
        // A title of a group stands alone above the comment of its first setting.
        boolean title = !comment.endsWith(".") && more.matches("\\p{Lu}.*");
        comment = inComment && !title ? comment + " " + more : more;
        inComment = true;
        continue;
      }
      if (setting.matches() && OWN.matcher(setting.group(1)).matches()) {
        String name = setting.group(1);
        Row row = tables.get(name);
        String value = setting.group(2).isEmpty() ? "" : "`" + setting.group(2) + "`";
        rows.add(new Row(name, value, row != null ? row.meaning() : comment));
      }
      comment = "";
      inComment = false;
    }
    return rows;
  }

  /** A row such as {@code | `waybill.rate-limit.requests`, `.period` | `100`, `1s` | meaning |}. */
  private void readTableRow(String line) {
    String[] cells = line.split("(?<!\\\\)\\|", -1);
    if (cells.length < 5 || !NAME.matcher(cells[1]).find()) {
      return;
    }
    // property, default, meaning; or property, variable, default, unit, meaning
    boolean wide = cells.length >= 7;
    String value = cells[wide ? 3 : 2].strip();
    String unit = wide ? cells[4].strip() : "";
    String meaning = cells[cells.length - 2].strip() + (unit.isEmpty() ? "" : " (" + unit + ")");
    String first = null;
    Matcher name = NAME.matcher(cells[1]);
    while (name.find()) {
      String full = name.group(1);
      if (first != null && full.startsWith(".")) {
        full = first.substring(0, first.lastIndexOf('.')) + full;
      }
      if (OWN.matcher(full).matches() || full.startsWith("<x>.")) {
        first = first == null ? full : first;
        tables.putIfAbsent(full, new Row(full, value, meaning.replace("](../", "](../")));
      }
    }
  }
}
