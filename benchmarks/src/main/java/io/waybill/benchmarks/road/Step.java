package io.waybill.benchmarks.road;

import io.waybill.benchmarks.report.Times;
import java.time.Duration;

/**
 * A rate that was held for a while.
 *
 * @param growth of the backlog, events a second
 * @param last the backlog when the last POST had been sent
 * @param drain until nothing waited any more
 * @param unseen journeys whose end was not seen
 */
record Step(
    int rate,
    Duration time,
    Times post,
    Times created,
    Times completed,
    Spent spent,
    double growth,
    Backlog last,
    Duration drain,
    long failures,
    long unseen) {
  // A journey is four events and a task; of those no more than this part of a journey may pile up.
  private static final double TOLERATED = 0.02;

  /** Whether this rate can be held for ever. */
  boolean held() {
    return failures == 0 && growth <= TOLERATED * rate;
  }
}
