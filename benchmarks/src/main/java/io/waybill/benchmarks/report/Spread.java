package io.waybill.benchmarks.report;

import java.util.Collection;
import java.util.Locale;

/** What repetitions of one measurement gave: a median says little without the range around it. */
public record Spread(double min, double median, double max) {
  private static final double WHOLE_NUMBERS_FROM = 100;

  public static Spread of(Collection<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (sorted.length == 0) {
      return new Spread(Double.NaN, Double.NaN, Double.NaN);
    }
    return new Spread(sorted[0], sorted[sorted.length / 2], sorted[sorted.length - 1]);
  }

  /** The median, and the range in brackets. */
  @Override
  public String toString() {
    return number(median) + " (" + number(min) + "–" + number(max) + ")";
  }

  /** A figure with as many digits as are worth reading. */
  public static String number(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    return String.format(
        Locale.ROOT, Math.abs(value) >= WHOLE_NUMBERS_FROM ? "%,.0f" : "%.2f", value);
  }
}
