package io.waybill.grpc.server;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.time.Duration;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Counts calls until their answer has left. Only unary ones: a health watch or a reflection stream
 * has no end of its own and must not hold up a stop.
 */
final class CallsInFlight implements ServerInterceptor {
  private final Phaser calls = new Phaser(1);

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (!call.getMethodDescriptor().getType().clientSendsOneMessage()
        || !call.getMethodDescriptor().getType().serverSendsOneMessage()) {
      return next.startCall(call, headers);
    }
    calls.register();
    AtomicBoolean ended = new AtomicBoolean();
    Runnable end =
        () -> {
          if (ended.compareAndSet(false, true)) {
            calls.arriveAndDeregister();
          }
        };
    return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
      @Override
      public void onComplete() {
        end.run();
        super.onComplete();
      }

      @Override
      public void onCancel() {
        end.run();
        super.onCancel();
      }
    };
  }

  int count() {
    return calls.getUnarrivedParties() - 1;
  }

  /** Waits until no call is in flight; false when that took longer than allowed. */
  boolean awaitNone(Duration allowed) throws InterruptedException {
    int phase = calls.arrive();
    try {
      calls.awaitAdvanceInterruptibly(phase, allowed.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }
}
