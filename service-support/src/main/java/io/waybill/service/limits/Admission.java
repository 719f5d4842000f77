package io.waybill.service.limits;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/**
 * Counts the requests in flight and says whether one more is let in. A burst may take all places.
 * But while a rush goes on and answers come late, places are taken away until they come in good
 * time: what is let in is answered soon, instead of everything late.
 */
public final class Admission {
  /** How often it is judged whether there are too many places. */
  private static final long WINDOW = Duration.ofMillis(250).toNanos();

  /** So many windows in a row with many in flight are no burst any more. */
  private static final int BURST_WINDOWS = 4;

  /** Answers that take longer on average are late. */
  private static final long LATE = Duration.ofMillis(250).toNanos();

  /** Answers that take less on average leave room for more. */
  private static final long QUICK = Duration.ofMillis(50).toNanos();

  private final int most;
  private final int fewest;
  private int places;
  private int inFlight;

  private long windowStart;
  private int windowPeak;
  private long windowAnswers;
  private long windowTime;
  private int busyWindows;

  /**
   * The limits.
   *
   * @param most the places while there is no overload
   * @param fewest the places that are never taken away
   */
  public Admission(int most, int fewest) {
    this.most = most;
    this.fewest = Math.min(most, fewest);
    places = most;
  }

  synchronized int inFlight() {
    return inFlight;
  }

  synchronized int places() {
    return places;
  }

  /**
   * Makes two gauges: how many are in flight, and how many may be.
   *
   * @param name of the first one; the second one's ends with {@code .limit}
   * @param what is in flight, for the descriptions
   */
  public void measure(String name, String what, MeterRegistry meters) {
    Gauge.builder(name, this, Admission::inFlight)
        .description(what + " that are being answered")
        .register(meters);
    Gauge.builder(name + ".limit", this, Admission::places)
        .description(what + " that may be in flight; fewer in overload")
        .register(meters);
  }

  /**
   * Whether there is a place.
   *
   * @param now nanoseconds, as {@link System#nanoTime()} counts them
   */
  public synchronized boolean hasRoom(long now) {
    if (now - windowStart >= WINDOW) {
      judge();
      windowStart = now;
      windowPeak = inFlight;
      windowAnswers = 0;
      windowTime = 0;
    }
    return inFlight < places;
  }

  /** Takes a place, to be given back by {@link #leave}; false when there is none. */
  public synchronized boolean enter(long now) {
    if (!hasRoom(now)) {
      return false;
    }
    inFlight++;
    windowPeak = Math.max(windowPeak, inFlight);
    return true;
  }

  /**
   * Gives a place back.
   *
   * @param entered when it was taken
   */
  public synchronized void leave(long entered, long now) {
    inFlight--;
    windowAnswers++;
    windowTime += now - entered;
  }

  private void judge() {
    busyWindows = windowPeak >= fewest ? busyWindows + 1 : 0;
    if (busyWindows == 0) {
      places = most;
    } else if (busyWindows > BURST_WINDOWS && windowTime > windowAnswers * LATE) {
      places = Math.max(fewest, places / 2);
    } else if (windowTime < windowAnswers * QUICK) {
      places = Math.min(most, places + places / 8 + 1);
    }
  }
}
