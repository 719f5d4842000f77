package io.waybill.grpc.executor;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * After one row has made a statement for many rows fail, the rows are taken one by one, and the bad
 * one is passed over for some seconds. The others of its batch do not suffer. Not thread-safe.
 */
final class SingleRowFallback {
  private static final long FORGET_NANOS = Duration.ofSeconds(5).toNanos();

  private final LongSupplier nanos;
  private int singles;
  private int skip;
  private long forgetAt;

  SingleRowFallback(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** How many rows may share the next statement. */
  int limit(int normally) {
    return singles > 0 ? Math.min(1, normally) : normally;
  }

  /** How many rows, the first ones, are passed over. */
  int skip() {
    if (skip > 0 && nanos.getAsLong() - forgetAt >= 0) {
      skip = 0;
    }
    return skip;
  }

  /** Whether rows are taken one by one. */
  boolean isActive() {
    return singles > 0;
  }

  /**
   * A row has made the statement fail.
   *
   * @param rows how many rows the statement was allowed to take
   */
  void failed(int rows) {
    if (singles == 0 && rows > 1) {
      singles = rows;
    } else {
      singles = 0;
      skip++;
      forgetAt = nanos.getAsLong() + FORGET_NANOS;
    }
  }

  /** The statement has succeeded; without rows there is nothing left to search. */
  void succeeded(int rows) {
    singles = rows == 0 ? 0 : Math.max(0, singles - 1);
  }
}
