package io.waybill.grpc.server;

import io.grpc.Context;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory of one call, out of what all calls may have together. Until a message is rows, and
 * rows a message, their texts are there many times over.
 */
public final class CallMemory {
  static final Context.Key<CallMemory> KEY = Context.key("waybill-memory");

  /** What all calls have left. */
  public static final class Pool {
    private static final int PART_OF_HEAP = 16;

    private final AtomicLong left;

    Pool(long bytes) {
      left = new AtomicLong(bytes);
    }

    /** A part of this JVM's heap, but room for two of the largest messages. */
    public static Pool ofHeap(int largestMessage) {
      return new Pool(size(largestMessage));
    }

    static long size(int largestMessage) {
      return Math.max(2L * largestMessage, Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    }

    long left() {
      return left.get();
    }
  }

  private final Pool pool;
  private long taken;
  private boolean ended;

  CallMemory(Pool pool) {
    this.pool = pool;
  }

  /** Takes so many bytes until the call ends; refuses the call when there are fewer. */
  public static void take(long bytes) {
    CallMemory current = KEY.get();
    if (current != null && !current.tryTake(bytes)) {
      throw refusal();
    }
  }

  static CallRefused refusal() {
    return CallRefused.unavailable(
        "OUT_OF_MEMORY", "The calls in flight are too large for one more; try again.");
  }

  synchronized boolean tryTake(long bytes) {
    if (pool.left.addAndGet(-bytes) < 0 || ended) {
      pool.left.addAndGet(bytes);
      return false;
    }
    taken += bytes;
    return true;
  }

  synchronized void giveBack() {
    ended = true;
    pool.left.addAndGet(taken);
    taken = 0;
  }
}
