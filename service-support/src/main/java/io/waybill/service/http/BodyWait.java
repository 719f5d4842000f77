package io.waybill.service.http;

/**
 * How long this thread has waited for the bodies of requests: time that callers take themselves.
 */
public final class BodyWait {
  private static final ThreadLocal<long[]> NANOS = ThreadLocal.withInitial(() -> new long[1]);

  private BodyWait() {}

  /** Adds a wait that is over. */
  public static void add(long nanos) {
    NANOS.get()[0] += nanos;
  }

  /** The nanoseconds since it was last asked. */
  public static long take() {
    long[] nanos = NANOS.get();
    long taken = nanos[0];
    nanos[0] = 0;
    return taken;
  }
}
