package io.waybill.grpc.executor;

import java.util.HashMap;
import java.util.Map;

/**
 * How many more tasks of each action may be claimed: three quarters of the threads, and more only
 * as far as the action finishes quickly. So one slow action never has all threads.
 */
final class ActionShares {
  private static final double SHARE = 0.75;

  private static final class Use {
    private int inHand;
    private int finishedNow;
    private int finishedBefore;
  }

  private final int share;
  private final int ahead;
  private final int parts;
  private final Map<String, Use> uses = new HashMap<>();

  /**
   * @param parts tasks are taken ahead for this part of a second
   */
  ActionShares(ExecutorSettings settings, int parts) {
    this.share = Math.max(1, (int) (settings.threads() * SHARE));
    this.ahead = settings.ahead();
    this.parts = parts;
  }

  void taken(String action) {
    use(action).inHand++;
  }

  void finished(String action) {
    use(action).finishedNow++;
  }

  void released(String action) {
    use(action).inHand--;
  }

  /** Once a second; a pause of more than one forgets. */
  void turnWindow(boolean paused) {
    uses.values()
        .forEach(
            use -> {
              use.finishedBefore = paused ? 0 : use.finishedNow;
              use.finishedNow = 0;
            });
    uses.values().removeIf(use -> use.inHand == 0 && use.finishedBefore == 0);
  }

  /** Adds the parameters of {@code sql/executor/claim.sql}. */
  void addTo(Map<String, Object> parameters) {
    String[] actions = uses.keySet().toArray(String[]::new);
    Integer[] rooms = new Integer[actions.length];
    for (int i = 0; i < actions.length; i++) {
      rooms[i] = room(uses.get(actions[i]));
    }
    parameters.put("actions", actions);
    parameters.put("rooms", rooms);
    parameters.put("room", share);
    parameters.put(
        "fullActions",
        uses.entrySet().stream()
            .filter(entry -> room(entry.getValue()) <= 0)
            .map(Map.Entry::getKey)
            .toArray(String[]::new));
  }

  private int room(Use use) {
    int quick = Math.max(use.finishedBefore, use.finishedNow) / parts;
    return share + Math.min(quick, ahead) - use.inHand;
  }

  private Use use(String action) {
    return uses.computeIfAbsent(action, any -> new Use());
  }
}
