package io.waybill.local.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Finds the line of a log that most likely says why a process ended. */
final class LogTail {
  private static final int LINES = 200;
  private static final List<String> SIGNS =
      List.of("ERROR", "FATAL", "Caused by", "Exception", "error");

  private LogTail() {}

  static String reason(Path log) {
    List<String> lines;
    try {
      // ISO-8859-1 takes any byte.
      lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "it left no log";
    }
    List<String> tail = lines.subList(Math.max(0, lines.size() - LINES), lines.size());
    for (String sign : SIGNS) {
      for (int i = tail.size() - 1; i >= 0; i--) {
        if (tail.get(i).contains(sign)) {
          return tail.get(i).strip();
        }
      }
    }
    return tail.stream()
        .filter(line -> !line.isBlank())
        .reduce((first, second) -> second)
        .map(String::strip)
        .orElse("its log is empty");
  }
}
