package io.waybill.grpc.server;

import io.grpc.Context;
import io.waybill.service.limits.MemoryPool;

/**
 * The memory of one call, out of what all calls may have together. Until a message is rows, and
 * rows a message, their texts are there many times over.
 */
public final class CallMemory {
  static final Context.Key<CallMemory> KEY = Context.key("waybill-memory");

  private final MemoryPool pool;
  private long taken;
  private boolean ended;

  CallMemory(MemoryPool pool) {
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
    if (ended || !pool.tryTake(bytes)) {
      return false;
    }
    taken += bytes;
    return true;
  }

  synchronized void giveBack() {
    ended = true;
    pool.giveBack(taken);
    taken = 0;
  }
}
