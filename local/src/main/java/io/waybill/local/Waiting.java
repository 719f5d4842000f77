package io.waybill.local;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting for a condition that nothing announces. */
public final class Waiting {
  private Waiting() {}

  /** Asks again and again until it is so (true) or the time is over (false). */
  public static boolean until(BooleanSupplier condition, Duration limit, Duration pause) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() >= end || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(pause.toNanos());
    }
    return true;
  }
}
