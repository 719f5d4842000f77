package io.waybill.service.limits;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes that calls may have in memory together. */
public final class MemoryPool {
  private final AtomicLong left;

  public MemoryPool(long bytes) {
    left = new AtomicLong(bytes);
  }

  /**
   * A part of this JVM's heap.
   *
   * @param parts of how many equal ones it is one
   * @param least the bytes that it has at least, however small the heap
   */
  public static MemoryPool ofHeap(int parts, long least) {
    return new MemoryPool(Math.max(least, Runtime.getRuntime().maxMemory() / parts));
  }

  public long left() {
    return left.get();
  }

  /** Takes so many, to be given back; false when there are fewer. */
  public boolean tryTake(long bytes) {
    if (left.addAndGet(-bytes) >= 0) {
      return true;
    }
    giveBack(bytes);
    return false;
  }

  public void giveBack(long bytes) {
    left.addAndGet(bytes);
  }
}
