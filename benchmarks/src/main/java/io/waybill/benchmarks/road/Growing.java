package io.waybill.benchmarks.road;

import java.util.List;

/** Tells a backlog that grows from one that only goes up and down. */
final class Growing {
  private static final int PARTS = 3;

  private Growing() {}

  /**
   * By how much it grew each second: the median of the last third against that of the first. A
   * pause of some JVM makes a hill in either, which the median doesn't see.
   *
   * @param backlogs one for each second
   */
  static double perSecond(List<Long> backlogs) {
    int third = backlogs.size() / PARTS;
    if (third == 0) {
      return 0;
    }
    double first = median(backlogs.subList(0, third));
    double last = median(backlogs.subList(backlogs.size() - third, backlogs.size()));
    return (last - first) / (backlogs.size() - third);
  }

  private static double median(List<Long> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(0L);
  }
}
