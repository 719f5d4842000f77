package io.waybill.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The topics of Waybill, from the AsyncAPI document in {@code events}. Services create none; the
 * program that starts Kafka creates these.
 */
public final class Topics {
  public static final String RESOURCE_CREATED = "resource.created";
  public static final String TASK_COMPLETED = "task.completed";

  /** Room for the event of the largest body that the REST API takes, 1 MiB. */
  public static final int MAX_MESSAGE_BYTES = 1_179_648;

  /** The same for every topic, so that one consumer gets all topics of a key. */
  public static final int PARTITIONS = 6;

  // No YAML parser on the launcher's class path. A test of events keeps the form of these lines.
  private static final Pattern ADDRESS = Pattern.compile("(?m)^    address: (\\S+)$");
  private static final List<String> ALL = read();

  private Topics() {}

  /** All topics. */
  public static List<String> all() {
    return ALL;
  }

  /** The same as {@link #all()}, for varargs calls. */
  public static String[] names() {
    return ALL.toArray(String[]::new);
  }

  /** The topics with events. */
  public static List<String> events() {
    return ALL.stream().filter(topic -> !isDeadLetter(topic)).toList();
  }

  /** The topics with dead letters. */
  public static List<String> deadLetters() {
    return ALL.stream().filter(Topics::isDeadLetter).toList();
  }

  private static boolean isDeadLetter(String topic) {
    return topic.startsWith("dead-letter.");
  }

  private static List<String> read() {
    try (InputStream document = Topics.class.getResourceAsStream("/events/asyncapi.yaml")) {
      String text = new String(document.readAllBytes(), StandardCharsets.UTF_8);
      return ADDRESS.matcher(text).results().map((MatchResult line) -> line.group(1)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("Can't read events/asyncapi.yaml", e);
    }
  }
}
