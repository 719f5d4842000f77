package io.waybill.local.stack;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/** The addresses of a running stack, for shells: {@code . .waybill/env}. */
final class EnvFile {
  private EnvFile() {}

  static void write(Path file, Map<String, String> variables) {
    String text =
        variables.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + quoted(entry.getValue()) + "\n")
            .collect(Collectors.joining());
    // Readable by this user only, because it holds passwords.
    WholeFile.write(file, text);
  }

  static String quoted(String value) {
    return "'" + value.replace("'", "'\\''") + "'";
  }
}
