package io.waybill.local.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Finds the line of a log that most likely says why a process ended or is not ready. */
final class LogTail {
  private static final int LINES = 2_000;
  private static final String CAUSED_BY = "Caused by: ";
  private static final Pattern ERROR = Pattern.compile("\\b(ERROR|FATAL|PANIC)\\b");
  private static final Pattern TRACE = Pattern.compile("^\\s+(at |\\.\\.\\. \\d+ )|^" + CAUSED_BY);
  private static final Pattern PACKAGES = Pattern.compile("\\b([a-z][\\w$]*\\.)+(?=[A-Z]\\w*:)");

  private LogTail() {}

  /** The root cause of the last error; without one, the last line that looks like trouble. */
  static String reason(Path log) {
    List<String> lines;
    try {
      // ISO-8859-1 takes any byte.
      lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "it left no log";
    }
    List<String> tail = lines.subList(Math.max(0, lines.size() - LINES), lines.size());
    int error = lastIndex(tail, line -> ERROR.matcher(line).find());
    List<String> end = tail.subList(Math.max(0, error), tail.size());
    return description(end)
        .or(() -> last(end, line -> line.startsWith(CAUSED_BY)).map(LogTail::withoutPackages))
        .or(() -> error < 0 ? Optional.empty() : Optional.of(end.get(0)))
        .or(() -> last(tail, line -> line.contains("Exception") || line.contains("rror:")))
        .or(() -> last(tail, line -> line.contains(" WARN ")))
        .or(() -> last(tail, line -> !line.isBlank() && !TRACE.matcher(line).find()))
        .map(String::strip)
        .orElse("its log is empty");
  }

  /** What Spring Boot says of a failure that it knows. */
  private static Optional<String> description(List<String> lines) {
    int begin = lastIndex(lines, line -> line.equals("Description:"));
    if (begin < 0) {
      return Optional.empty();
    }
    List<String> text =
        lines.subList(begin + 1, lines.size()).stream()
            .takeWhile(line -> !line.equals("Action:"))
            .filter(line -> !line.isBlank())
            .map(String::strip)
            .toList();
    return text.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", text));
  }

  private static String withoutPackages(String cause) {
    return PACKAGES.matcher(cause.substring(CAUSED_BY.length())).replaceAll("");
  }

  private static Optional<String> last(List<String> lines, Predicate<String> matches) {
    int index = lastIndex(lines, matches);
    return index < 0 ? Optional.empty() : Optional.of(lines.get(index));
  }

  private static int lastIndex(List<String> lines, Predicate<String> matches) {
    for (int i = lines.size() - 1; i >= 0; i--) {
      if (matches.test(lines.get(i))) {
        return i;
      }
    }
    return -1;
  }
}
