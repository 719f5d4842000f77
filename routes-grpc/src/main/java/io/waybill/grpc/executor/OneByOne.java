package io.waybill.grpc.executor;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * After a statement for many rows has failed by one of them, the rows are taken one by one, and the
 * bad one is passed over for some seconds. The others of its batch do not suffer.
 */
final class OneByOne {
  private static final long FORGET_NANOS = Duration.ofSeconds(5).toNanos();

  private final LongSupplier nanos;
  private int alone;
  private int skip;
  private long forgetAt;

  OneByOne(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** How many rows may share the next statement. */
  int most(int normally) {
    return alone > 0 ? Math.min(1, normally) : normally;
  }

  /** How many rows, the first ones, are passed over. */
  int skip() {
    if (skip > 0 && nanos.getAsLong() - forgetAt >= 0) {
      skip = 0;
    }
    return skip;
  }

  /** Whether the statement is worth being run again at once. */
  boolean isSearching() {
    return alone > 0;
  }

  /**
   * A statement has failed by a row.
   *
   * @param rows how many it was allowed to take
   */
  void failed(int rows) {
    if (alone == 0 && rows > 1) {
      alone = rows;
    } else {
      alone = 0;
      skip++;
      forgetAt = nanos.getAsLong() + FORGET_NANOS;
    }
  }

  /** A statement has succeeded; without rows there is nothing left to search. */
  void succeeded(int rows) {
    alone = rows == 0 ? 0 : Math.max(0, alone - 1);
  }
}
