package io.waybill.grpc.executor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Outcomes until they are written. Those of a statement that the database refuses are written one
 * by one; one that is refused alone becomes {@code failed} with the reason; and if even that is
 * refused it is given up, and its task is taken again when its lease has ended.
 */
public final class UnwrittenOutcomes {
  private static final Logger LOG = LoggerFactory.getLogger(UnwrittenOutcomes.class);
  private static final int REASON_LIMIT = 500;

  /** By task id, oldest first. */
  private final Map<String, Outcome> waiting = new LinkedHashMap<>();

  /** Part of the event's id, for tasks whose first outcome was refused: perhaps for that id. */
  private final Map<String, String> salts = new HashMap<>();

  private int alone;

  void add(Outcome outcome) {
    waiting.put(outcome.task().id(), outcome);
  }

  int size() {
    return waiting.size();
  }

  /** The next ones to write; they stay until they are {@link #written} or given up. */
  List<Outcome> next(int most) {
    return waiting.values().stream().limit(alone > 0 ? 1 : most).toList();
  }

  String salt(Outcome outcome) {
    return salts.getOrDefault(outcome.task().id(), "");
  }

  void written(List<Outcome> outcomes) {
    outcomes.forEach(this::remove);
    alone = Math.max(0, alone - outcomes.size());
  }

  private void remove(Outcome outcome) {
    waiting.remove(outcome.task().id());
    salts.remove(outcome.task().id());
  }

  /** A statement was refused, by one of these outcomes. Returns what is given up. */
  List<Outcome> refused(List<Outcome> outcomes, String reason) {
    if (outcomes.size() > 1) {
      alone = outcomes.size();
      return List.of();
    }
    alone = 0;
    List<Outcome> givenUp = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      Task task = outcome.task();
      // To the end of the queue: the others first.
      waiting.remove(task.id());
      if (salts.putIfAbsent(task.id(), " " + UUID.randomUUID()) == null) {
        String why = "its outcome was refused by the database: " + reason;
        waiting.put(
            task.id(),
            new Outcome(task, "failed", TaskOutcomes.shortened(why, REASON_LIMIT), null));
        task.log(() -> warn(task, "fails, as", why));
      } else {
        salts.remove(task.id());
        givenUp.add(outcome);
        task.log(() -> warn(task, "is taken again when its lease has ended, as", reason));
      }
    }
    return givenUp;
  }

  private static void warn(Task task, String becomes, String reason) {
    LOG.error(
        "Task {} ({} of resource {}) {} {}",
        task.id(),
        task.action(),
        task.resourceId(),
        becomes,
        reason);
  }
}
