package io.waybill.grpc.server;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.waybill.service.limits.Admission;
import java.util.concurrent.atomic.AtomicBoolean;

/** Refuses unary calls beyond what can be answered in good time. */
final class OverloadInterceptor implements ServerInterceptor {
  private final Admission admission;

  OverloadInterceptor(Admission admission) {
    this.admission = admission;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (!call.getMethodDescriptor().getType().serverSendsOneMessage()) {
      return next.startCall(call, headers);
    }
    long entered = System.nanoTime();
    if (!admission.enter(entered)) {
      return CallRefused.unavailable(
              "OVERLOADED", "More calls are waiting than can be answered soon; try again.")
          .end(call);
    }
    AtomicBoolean left = new AtomicBoolean();
    Runnable leave =
        () -> {
          if (left.compareAndSet(false, true)) {
            admission.leave(entered, System.nanoTime());
          }
        };
    return new SimpleForwardingServerCallListener<>(start(call, headers, next, leave)) {
      @Override
      public void onComplete() {
        leave.run();
        super.onComplete();
      }

      @Override
      public void onCancel() {
        leave.run();
        super.onCancel();
      }
    };
  }

  private static <Q, A> ServerCall.Listener<Q> start(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next, Runnable leave) {
    try {
      return next.startCall(call, headers);
    } catch (RuntimeException e) {
      leave.run();
      throw e;
    }
  }
}
