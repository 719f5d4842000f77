package io.waybill.events;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Lets a few log lines through for each cause, and counts the others. */
public final class LogLimit {
  /** Causes that are remembered; beyond them the oldest knowledge goes. */
  private static final int MOST_CAUSES = 100;

  private final int most;
  private final long nanos;
  private final Map<String, Cause> causes = new HashMap<>();

  /**
   * @param most lines of one cause
   * @param per in this time
   */
  public LogLimit(int most, Duration per) {
    this.most = most;
    this.nanos = per.toNanos();
  }

  /**
   * Asks whether a line may be written.
   *
   * @param cause what has to be the same for lines to count as repeated
   * @return how many were left out since the last one; empty if this one is to be left out too
   */
  public synchronized OptionalLong permit(String cause) {
    if (causes.size() >= MOST_CAUSES && !causes.containsKey(cause)) {
      causes.clear();
    }
    long now = System.nanoTime();
    Cause known = causes.computeIfAbsent(cause, none -> new Cause(now));
    if (now - known.since >= nanos) {
      known.since = now;
      known.lines = 0;
    }
    if (known.lines >= most) {
      known.leftOut++;
      return OptionalLong.empty();
    }
    known.lines++;
    long leftOut = known.leftOut;
    known.leftOut = 0;
    return OptionalLong.of(leftOut);
  }

  private static final class Cause {
    private long since;
    private int lines;
    private long leftOut;

    Cause(long since) {
      this.since = since;
    }
  }
}
