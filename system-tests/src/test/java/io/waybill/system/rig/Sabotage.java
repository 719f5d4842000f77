package io.waybill.system.rig;

import io.waybill.local.stack.Service;
import io.waybill.local.stack.Stack;
import io.waybill.system.ledger.Violation.Kind;
import io.waybill.system.stack.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A guarantee broken on purpose: the rig must notice. */
@SuppressWarnings("ImmutableEnumChecker") // made by Map.of and Set.of
enum Sabotage {
  NONE(Map.of(), Set.of()),

  /** Replicas publish side by side, each what the others have not locked. */
  RELAY_WITHOUT_TURNS(
      Map.of(
          "sql/outbox/take-turn.sql",
          sql -> swap(sql, "pg_try_advisory_xact_lock\\([^;]*?\\)\\) AS mine", "true AS mine"),
          "sql/outbox/next-batch.sql",
          sql ->
              swap(
                  sql,
                  "LIMIT :#outboxBatchSize::int",
                  "LIMIT least(1, :#outboxBatchSize::int) FOR UPDATE SKIP LOCKED"),
          "sql/outbox/mark-processed.sql",
          sql -> swap(sql, "EXISTS .*pg_locks.*", ":#outboxSession::int > 0")),
      Set.of(Kind.MISORDERED)),

  /** Offsets are committed by the clock, whether or not the batch was stored. */
  CONSUMER_WITH_AUTO_COMMIT(
      Map.of(
          "kamelets/kafka-event-source.kamelet.yaml",
          yaml -> {
            String clocked =
                swap(
                    yaml,
                    "autoCommitEnable: false",
                    "autoCommitEnable: true\n        autoCommitIntervalMs: 20");
            String unasked = swap(clocked, "allowManualCommit: true", "allowManualCommit: false");
            String uncommitted = swap(unasked, step("EventBatch", "commit"), "");
            String notRepeated = swap(uncommitted, step("Failures", "again"), "");
            return swap(notRepeated, "breakOnFirstError: true", "breakOnFirstError: false");
          }),
      Set.of(Kind.LOST, Kind.STUCK)),

  /** A repeated event is stored, and makes its task, again. */
  REPEATS_TAKE_EFFECT(
      Map.of(
          "sql/event/store.sql",
          sql ->
              swap(
                  swap(sql, "SELECT event.id::uuid,", "SELECT gen_random_uuid(),"),
                  "ON CONFLICT \\(id\\) DO NOTHING",
                  "")),
      Set.of(Kind.DOUBLED)),

  /** The relay trusts its low-water mark, whatever has become of it. */
  MARK_THAT_IS_TRUSTED(
      Map.of(
          "sql/outbox/raise-low-water-mark.sql",
          sql -> swap(sql, "SELECT outbox_raise_floor\\(\\)", "SELECT NULL::text")),
      Set.of(Kind.STUCK, Kind.LOST));

  private static final String RESOURCES = "route-templates/src/main/resources";

  private final Map<String, UnaryOperator<String>> changes;
  private final Set<Kind> expected;

  Sabotage(Map<String, UnaryOperator<String>> changes, Set<Kind> expected) {
    this.changes = changes;
    this.expected = expected;
  }

  /** One of these must be reported. */
  Set<Kind> expected() {
    return expected;
  }

  /** The fault without which it does not show, if that is too rare to be drawn. */
  Optional<Fault> shownBy(Duration at) {
    return this == MARK_THAT_IS_TRUSTED
        ? Optional.of(
            new Fault(at, Fault.Kind.WRONG_MARK, "postgres", "rest", Duration.ofMillis(201)))
        : Optional.empty();
  }

  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String swap(String text, String regex, String with) {
    Matcher found = Pattern.compile(regex).matcher(text);
    if (!found.find()) {
      throw new IllegalStateException("Adapt Sabotage: there is no longer " + regex);
    }
    return found.replaceAll(Matcher.quoteReplacement(with));
  }

  /** A step of a Kamelet. */
  private static String step(String bean, String method) {
    return "\\n *- bean:\\s+beanType: \"io.waybill.events."
        + bean
        + "\"\\s+method: "
        + method
        + "(?=\\s)";
  }

  /** Writes the changed files below the directory; says whether there are any. */
  boolean writeTo(Path directory) {
    try {
      for (Map.Entry<String, UnaryOperator<String>> change : changes.entrySet()) {
        String before =
            Files.readString(Project.root().resolve(RESOURCES).resolve(change.getKey()));
        Path file = directory.resolve(change.getKey());
        Files.createDirectories(file.getParent());
        Files.writeString(file, change.getValue().apply(before));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return !changes.isEmpty();
  }

  /** Lets the services find the changed files first. */
  void applyTo(Stack.Builder builder, Path directory) {
    Path classes = directory.resolve("sabotage");
    if (!writeTo(classes)) {
      return;
    }
    for (Service service : Service.values()) {
      builder.classesFirst(service, classes);
    }
  }
}
