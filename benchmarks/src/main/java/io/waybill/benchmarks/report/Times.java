package io.waybill.benchmarks.report;

import java.util.Collection;

/** The times of one measurement, given in nanoseconds. */
public final class Times {
  private static final double NANOS_PER_MILLI = 1e6;

  private final long[] sorted;

  public Times(Collection<Long> nanos) {
    sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
  }

  public int count() {
    return sorted.length;
  }

  /**
   * The time in milliseconds that this part of all does not exceed; NaN when there are none.
   *
   * @param part 0.5 for the median, 1 for the longest
   */
  public double millis(double part) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int index = (int) Math.ceil(part * sorted.length) - 1;
    return sorted[Math.max(0, index)] / NANOS_PER_MILLI;
  }
}
