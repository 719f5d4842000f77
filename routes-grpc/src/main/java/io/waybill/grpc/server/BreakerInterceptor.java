package io.waybill.grpc.server;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The circuit breaker of the database around each unary call. Not {@code .circuitBreaker()} in the
 * route: that copies the exchange twice and holds a thread until the route is done.
 */
record BreakerInterceptor(CircuitBreaker breaker) implements ServerInterceptor {
  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Judged<Q, A> judged = new Judged<>(call);
    return new SimpleForwardingServerCallListener<>(next.startCall(judged, headers)) {
      @Override
      public void onHalfClose() {
        if (judged.begin()) {
          super.onHalfClose();
        }
      }
    };
  }

  /** A call that tells the breaker how it ended, once, even if its caller has cancelled. */
  private final class Judged<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private final AtomicBoolean inside = new AtomicBoolean();
    private long start;

    Judged(ServerCall<Q, A> call) {
      super(call);
    }

    /** False when the call is refused instead. */
    boolean begin() {
      if (!breaker.tryAcquirePermission()) {
        close(
            Status.INTERNAL.withCause(
                CallNotPermittedException.createCallNotPermittedException(breaker)),
            new Metadata());
        return false;
      }
      start = breaker.getCurrentTimestamp();
      inside.set(true);
      return true;
    }

    @Override
    public void close(Status status, Metadata trailers) {
      if (inside.compareAndSet(true, false)) {
        long taken = breaker.getCurrentTimestamp() - start;
        if (status.getCause() == null) {
          breaker.onSuccess(taken, breaker.getTimestampUnit());
        } else {
          breaker.onError(taken, breaker.getTimestampUnit(), status.getCause());
        }
      }
      super.close(status, trailers);
    }
  }
}
