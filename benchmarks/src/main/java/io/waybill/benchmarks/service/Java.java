package io.waybill.benchmarks.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The Java that services run on, with the same options for all of them.
 *
 * @param home its JAVA_HOME
 * @param options for each JVM
 */
public record Java(Path home, List<String> options) {
  private static final int VIRTUAL_THREADS_FROM = 24;

  /**
   * The Java in a directory.
   *
   * @param home a JAVA_HOME; empty for the Java that runs this
   * @param options with blanks between them
   */
  public static Java of(String home, String options) {
    return new Java(
        Path.of(home.isEmpty() ? System.getProperty("java.home") : home),
        options.isBlank() ? List.of() : List.of(options.trim().split(" +")));
  }

  /** The version, such as 17.0.15. */
  public String version() {
    try (var lines = Files.lines(home.resolve("release"), StandardCharsets.UTF_8)) {
      return lines
          .filter(line -> line.startsWith("JAVA_VERSION="))
          .map(line -> line.substring("JAVA_VERSION=".length()).replace("\"", ""))
          .collect(Collectors.joining());
    } catch (IOException e) {
      throw new UncheckedIOException("There is no Java in " + home, e);
    }
  }

  /** The feature release, such as 17. */
  int feature() {
    return Integer.parseInt(version().split("[.]", 2)[0]);
  }

  /** Before that a virtual thread in a synchronized block kept its carrier. */
  public boolean hasVirtualThreads() {
    return feature() >= VIRTUAL_THREADS_FROM;
  }

  /** What a reader should know of it. */
  public String words() {
    return "Java "
        + version()
        + (hasVirtualThreads() ? " with virtual threads" : "")
        + (options.isEmpty() ? "" : ", " + String.join(" ", options));
  }

  /** The threading, for each Spring Boot service alike. */
  public Map<String, String> environment() {
    return Map.of("SPRING_THREADS_VIRTUAL_ENABLED", Boolean.toString(hasVirtualThreads()));
  }

  List<String> command(List<String> rest) {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin").resolve("java").toString());
    command.addAll(options);
    command.addAll(rest);
    return command;
  }
}
