package io.waybill.benchmarks.growth;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The SQL files of this measurement, and of the product to explain them. */
final class Statements {
  private Statements() {}

  static String read(String name) {
    return resource("/sql/growth/" + name + ".sql");
  }

  static String ofTheOutbox(String name) {
    return resource("/sql/outbox/" + name + ".sql");
  }

  private static String resource(String path) {
    try (InputStream in = Statements.class.getResourceAsStream(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + path, e);
    }
  }
}
