package io.waybill.benchmarks.command;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Arguments of the form {@code --name value}, each of which has a default. */
public final class Arguments {
  private final Map<String, String> values;

  private Arguments(Map<String, String> values) {
    this.values = values;
  }

  /**
   * Reads a command line.
   *
   * @param defaults the names that are known, with their values when the command line has none
   * @throws IllegalArgumentException naming an argument that is not known or has no value
   */
  public static Arguments read(String[] words, Map<String, String> defaults) {
    Map<String, String> values = new LinkedHashMap<>(defaults);
    for (int i = 0; i < words.length; i += 2) {
      String name = words[i].startsWith("--") ? words[i].substring(2) : words[i];
      if (!defaults.containsKey(name)) {
        throw new IllegalArgumentException(
            "There is no argument "
                + words[i]
                + ", only: --"
                + String.join(", --", values.keySet()));
      }
      if (i + 1 == words.length) {
        throw new IllegalArgumentException("--" + name + " wants a value after it");
      }
      values.put(name, words[i + 1]);
    }
    return new Arguments(values);
  }

  public String text(String name) {
    return values.get(name);
  }

  public int integer(String name) {
    try {
      return Integer.parseInt(values.get(name));
    } catch (NumberFormatException e) {
      throw wrong(name, "a whole number", e);
    }
  }

  /** A time such as 500ms, 60s or 10m. */
  public Duration duration(String name) {
    String text = values.get(name);
    try {
      return text.endsWith("ms")
          ? Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)))
          : Duration.parse("PT" + text);
    } catch (RuntimeException e) {
      throw wrong(name, "a time such as 500ms, 60s or 10m", e);
    }
  }

  private IllegalArgumentException wrong(String name, String wanted, Exception cause) {
    return new IllegalArgumentException(
        "--" + name + " wants " + wanted + ", not " + values.get(name), cause);
  }

  /** All of them, given or default, as they would stand on a command line. */
  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(entry -> "--" + entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining(" "));
  }
}
