package io.waybill.events.kafka;

import io.waybill.events.RepeatedFailureLog;
import java.time.Duration;

/** Pauses between polls that fail, one line a minute about each cause, and when to give up one. */
final class PollFailures {
  private static final Duration FIRST = Duration.ofMillis(250);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  /** A client that has failed for so long may be beyond repair, or know an old password. */
  private static final Duration NEW_CLIENT = Duration.ofMinutes(1);

  private static final RepeatedFailureLog LOG = new RepeatedFailureLog(SteadyConsumer.class);

  private Duration next = FIRST;
  private long until = System.nanoTime();
  private boolean failing;
  private long since;

  /** Waits at most so long, if polls pause just now. */
  boolean pausing(Duration atMost) {
    long left = until - System.nanoTime();
    if (left <= 0) {
      return false;
    }
    try {
      Thread.sleep(Duration.ofNanos(Math.min(left, atMost.toNanos())).toMillis() + 1);
    } catch (InterruptedException stop) {
      // Camel asks whether it is to stop, before it polls again.
    }
    return true;
  }

  void add(Throwable failure) {
    LOG.warn("Kafka can't be read now; it is tried again until it can", failure);
    long now = System.nanoTime();
    if (!failing) {
      failing = true;
      since = now;
    }
    until = now + next.toNanos();
    next = next.multipliedBy(2).compareTo(LONGEST) < 0 ? next.multipliedBy(2) : LONGEST;
  }

  /** Something is read again at once, but not in a circle without a pause. */
  void shortly() {
    until = System.nanoTime() + FIRST.toNanos();
  }

  boolean needNewClient() {
    boolean due = System.nanoTime() - since >= NEW_CLIENT.toNanos();
    if (due) {
      since = System.nanoTime();
    }
    return due;
  }

  void over() {
    failing = false;
    next = FIRST;
  }
}
