package io.waybill.benchmarks.growth;

import io.waybill.local.Waiting;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Letting time pass while the load goes on. */
final class Pauses {
  static final Duration DRAIN_LIMIT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(50);

  private Pauses() {}

  static void pass(Duration time) {
    until(() -> false, time);
  }

  static boolean until(BooleanSupplier condition, Duration limit) {
    return Waiting.until(condition, limit, POLL);
  }
}
