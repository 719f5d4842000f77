package io.waybill.grpc.server;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/** Bytes that calls may have together. */
final class MemoryPool {
  private static final int PART_OF_HEAP = 16;

  private final AtomicLong left;

  MemoryPool(long bytes) {
    left = new AtomicLong(bytes);
  }

  /** A part of this JVM's heap, but room for two of the largest messages; with a gauge. */
  static MemoryPool ofHeap(
      int largestMessage, MeterRegistry meters, String gauge, String description) {
    long part = Runtime.getRuntime().maxMemory() / PART_OF_HEAP;
    MemoryPool pool = new MemoryPool(Math.max(2L * largestMessage, part));
    Gauge.builder(gauge, pool, MemoryPool::left).description(description).register(meters);
    return pool;
  }

  long left() {
    return left.get();
  }

  boolean tryTake(long bytes) {
    if (left.addAndGet(-bytes) >= 0) {
      return true;
    }
    giveBack(bytes);
    return false;
  }

  void giveBack(long bytes) {
    left.addAndGet(bytes);
  }
}
