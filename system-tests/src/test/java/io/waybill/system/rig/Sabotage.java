package io.waybill.system.rig;

import io.waybill.local.stack.Service;
import io.waybill.local.stack.Stack;
import io.waybill.system.ledger.Violation.Kind;
import io.waybill.system.stack.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A guarantee broken on purpose: the rig must notice. */
@SuppressWarnings("ImmutableEnumChecker") // made by Map.of and Set.of
enum Sabotage {
  NONE(Map.of(), Set.of()),

  /** Replicas publish side by side, each what the others have not locked. */
  RELAY_WITHOUT_TURNS(
      Map.of(
          "sql/outbox/take-turn.sql",
          sql -> sql.replaceAll("pg_try_advisory_xact_lock\\([^;]*?\\)\\) AS mine", "true AS mine"),
          "sql/outbox/next-batch.sql",
          sql ->
              sql.replace(
                  "LIMIT :#outboxBatchSize::int",
                  "LIMIT least(1, :#outboxBatchSize::int) FOR UPDATE SKIP LOCKED"),
          "sql/outbox/mark-processed.sql",
          sql -> sql.replaceAll("EXISTS .*pg_locks.*", ":#outboxSession::int > 0")),
      Set.of(Kind.MISORDERED)),

  /**
   * Offsets are committed by the clock, whether or not the batch was stored; without manual commits
   * the source neither commits a batch nor reads it again.
   */
  CONSUMER_WITH_AUTO_COMMIT(
      Map.of(
          "kamelets/kafka-event-source.kamelet.yaml",
          yaml ->
              yaml.replace(
                      "autoCommitEnable: false",
                      "autoCommitEnable: true\n        autoCommitIntervalMs: 20")
                  .replace("allowManualCommit: true", "allowManualCommit: false")
                  .replace("breakOnFirstError: true", "breakOnFirstError: false")),
      Set.of(Kind.LOST, Kind.STUCK)),

  /** A repeated event is stored, and makes its task, again. */
  REPEATS_TAKE_EFFECT(
      Map.of(
          "sql/event/store.sql",
          sql ->
              sql.replace("SELECT event.id::uuid,", "SELECT gen_random_uuid(),")
                  .replace("ON CONFLICT (id) DO NOTHING", "")),
      Set.of(Kind.DOUBLED));

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

  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Lets the services find the changed files first. */
  void applyTo(Stack.Builder builder, Path directory) {
    if (changes.isEmpty()) {
      return;
    }
    Path classes = directory.resolve("sabotage");
    try {
      for (Map.Entry<String, UnaryOperator<String>> change : changes.entrySet()) {
        String before =
            Files.readString(Project.root().resolve(RESOURCES).resolve(change.getKey()));
        String after = change.getValue().apply(before);
        if (after.equals(before)) {
          throw new IllegalStateException(change.getKey() + " has changed: mend the sabotage");
        }
        Path file = classes.resolve(change.getKey());
        Files.createDirectories(file.getParent());
        Files.writeString(file, after);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (Service service : Service.values()) {
      builder.classesFirst(service, classes);
    }
  }
}
