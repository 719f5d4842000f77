package io.waybill.grpc.server;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of one request that is on its way, out of what all of them may have together. A client
 * may send the larger part of a message on each of a thousand streams, and then wait. The first 16
 * KiB are not counted, so that small requests are answered even then.
 */
final class ArrivingBytes extends ServerStreamTracer {
  static final Context.Key<ArrivingBytes> KEY = Context.key("waybill-arriving");

  private static final int NOT_COUNTED = 16 * 1024;

  /** Makes one for each call. */
  static final class Pool extends Factory {
    private final AtomicLong left;

    /**
     * @param bytes of all messages that have begun to arrive and are not complete
     */
    Pool(long bytes) {
      left = new AtomicLong(bytes);
    }

    long left() {
      return left.get();
    }

    @Override
    public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
      return new ArrivingBytes(this);
    }
  }

  private final Pool pool;
  private long arrived;
  private long taken;
  private boolean refused;
  private Runnable refusal;

  private ArrivingBytes(Pool pool) {
    this.pool = pool;
  }

  @Override
  public Context filterContext(Context context) {
    return context.withValue(KEY, this);
  }

  /** What is done when the request gets no more memory. */
  void onRefusal(Runnable action) {
    synchronized (this) {
      refusal = action;
      if (!refused) {
        return;
      }
    }
    action.run();
  }

  @Override
  public void inboundWireSize(long bytes) {
    Runnable action;
    synchronized (this) {
      arrived += bytes;
      long more = Math.max(0, arrived - NOT_COUNTED) - taken;
      if (refused || more <= 0) {
        return;
      }
      if (pool.left.addAndGet(-more) >= 0) {
        taken += more;
        return;
      }
      pool.left.addAndGet(more);
      refused = true;
      action = refusal;
    }
    if (action != null) {
      action.run();
    }
  }

  /** The message is complete, and is counted as one of a call from now on. */
  synchronized void complete() {
    pool.left.addAndGet(taken);
    taken = 0;
    arrived = 0;
  }

  synchronized boolean isRefused() {
    return refused;
  }

  @Override
  public void streamClosed(Status status) {
    complete();
  }
}
