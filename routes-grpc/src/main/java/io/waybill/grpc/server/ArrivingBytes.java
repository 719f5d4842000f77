package io.waybill.grpc.server;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.waybill.service.limits.MemoryPool;

/**
 * The bytes of one request that is on its way, out of what all of them may have together. A client
 * may send the larger part of a message on each of a thousand streams, and then wait. The first 16
 * KiB are not counted, so that small requests are answered even then.
 */
final class ArrivingBytes extends ServerStreamTracer {
  static final Context.Key<ArrivingBytes> KEY = Context.key("waybill-arriving");

  private static final int NOT_COUNTED = 16 * 1024;

  /** Makes one for each call; the memory is of all that is not complete. */
  static final class Pool extends Factory {
    private final MemoryPool memory;

    Pool(MemoryPool memory) {
      this.memory = memory;
    }

    @Override
    public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
      return new ArrivingBytes(memory);
    }
  }

  private final MemoryPool pool;
  private long arrived;
  private long taken;
  private boolean refused;
  private Runnable refusal;

  private ArrivingBytes(MemoryPool pool) {
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
      if (pool.tryTake(more)) {
        taken += more;
        return;
      }
      refused = true;
      action = refusal;
    }
    if (action != null) {
      action.run();
    }
  }

  /** The message is complete, and is counted as one of a call from now on. */
  synchronized void complete() {
    pool.giveBack(taken);
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
