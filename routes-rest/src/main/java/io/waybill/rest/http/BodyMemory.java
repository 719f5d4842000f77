package io.waybill.rest.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of large bodies may be in memory at once. Until a body is a row, its text is there
 * many times over: as bytes, as characters, as a parameter, in the answer.
 */
final class BodyMemory {
  private static final int PART_OF_HEAP = 32;

  private final AtomicLong left;

  BodyMemory(long bytes) {
    left = new AtomicLong(bytes);
  }

  /** A part of this JVM's heap, but room for the largest body. */
  static BodyMemory ofHeap(int largestBody) {
    return new BodyMemory(Math.max(largestBody, Runtime.getRuntime().maxMemory() / PART_OF_HEAP));
  }

  /** Takes so many, to be given back; false when there are fewer. */
  boolean take(int bytes) {
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
