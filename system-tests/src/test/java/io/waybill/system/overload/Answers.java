package io.waybill.system.overload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The answers to one load; filled by one thread. */
final class Answers {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double MILLIS_PER_SECOND = 1e3;

  private final List<Long> accepted = new ArrayList<>();
  private final List<Long> refused = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();
  private final Map<String, Integer> others = new TreeMap<>();
  private final Duration time;

  /**
   * None yet.
   *
   * @param time in which the calls are begun
   */
  Answers(Duration time) {
    this.time = time;
  }

  /**
   * A call was done.
   *
   * @param id of what it made
   */
  void accepted(String id, long nanos) {
    accepted.add(nanos);
    if (!ids.add(id)) {
      other("accepted twice with one id");
    }
  }

  /** A call was told to come again. */
  void refused(long nanos) {
    refused.add(nanos);
  }

  /** Any other answer, or none. */
  void other(String what) {
    others.merge(what, 1, Integer::sum);
  }

  Set<String> ids() {
    return ids;
  }

  double acceptedPerSecond() {
    return accepted.size() / (time.toMillis() / MILLIS_PER_SECOND);
  }

  double perSecond() {
    return (accepted.size() + refused.size()) / (time.toMillis() / MILLIS_PER_SECOND);
  }

  /** The accepted calls' time in milliseconds that this part of them does not exceed. */
  double acceptedMillis(double part) {
    return millis(accepted, part);
  }

  double refusedMillis(double part) {
    return millis(refused, part);
  }

  int acceptedCount() {
    return accepted.size();
  }

  int refusedCount() {
    return refused.size();
  }

  Map<String, Integer> others() {
    return others;
  }

  private static double millis(List<Long> nanos, double part) {
    if (nanos.isEmpty()) {
      return Double.NaN;
    }
    long[] sorted = nanos.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    return sorted[Math.max(0, (int) Math.ceil(part * sorted.length) - 1)] / NANOS_PER_MILLI;
  }
}
