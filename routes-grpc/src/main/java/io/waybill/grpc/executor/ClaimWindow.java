package io.waybill.grpc.executor;

import java.util.Map;

/**
 * How far a claim looks beyond the tasks that it may take. Little, unless it has met many that
 * can't run: it sets those aside, and then looks further until it has passed them.
 */
final class ClaimWindow {
  private static final int LEAST = 64;

  /** To judge and set aside so many takes some ten milliseconds. */
  private static final int MOST = 256;

  /** Of the newest tasks, while the oldest are too many to see all that may run. */
  private static final int NEWEST = 32;

  private int look = LEAST;

  /** Adds parameters of {@code sql/executor/claim.sql}. */
  void addTo(Map<String, Object> parameters, int limit) {
    parameters.put("look", look);
    parameters.put("newest", look > LEAST ? NEWEST : 0);
    // Tasks that run soon, after the one before, are not worth being set aside.
    parameters.put("leave", Math.max(LEAST, 2 * limit));
  }

  /**
   * Takes note of what a claim has met.
   *
   * @param filled whether it took as many as it might
   * @param more whether there were more ready tasks than it looked at
   * @return whether another claim at once will find more
   */
  boolean met(boolean filled, boolean more, long setAside) {
    if (filled || !more) {
      look = Math.max(LEAST, look / 2);
      return false;
    }
    boolean wider = look < MOST;
    look = Math.min(MOST, 2 * look);
    return wider || setAside > 0;
  }
}
