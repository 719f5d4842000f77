package io.waybill.grpc.server;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.waybill.service.limits.Admission;

/** Refuses unary calls beyond what can be answered soon. */
record OverloadInterceptor(Admission admission) implements ServerInterceptor {
  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (!call.getMethodDescriptor().getType().serverSendsOneMessage()) {
      return next.startCall(call, headers);
    }
    if (!admission.hasRoom(System.nanoTime())) {
      return overloaded().end(call);
    }
    return new Admitted<>(next.startCall(call, headers), call);
  }

  private static CallRefused overloaded() {
    return CallRefused.unavailable(
        "OVERLOADED", "More calls are waiting than can be answered soon; try again.");
  }

  /**
   * Takes a place when the request is there. A caller who began calls and never sent the requests
   * would otherwise hold all places.
   */
  private final class Admitted<Q> extends SimpleForwardingServerCallListener<Q> {
    private final ServerCall<Q, ?> call;
    private boolean inside;
    private long entered;

    Admitted(ServerCall.Listener<Q> listener, ServerCall<Q, ?> call) {
      super(listener);
      this.call = call;
    }

    @Override
    public void onHalfClose() {
      entered = System.nanoTime();
      if (!admission.enter(entered)) {
        overloaded().end(call);
        return;
      }
      inside = true;
      super.onHalfClose();
    }

    @Override
    public void onComplete() {
      leave();
      super.onComplete();
    }

    @Override
    public void onCancel() {
      leave();
      super.onCancel();
    }

    private void leave() {
      if (inside) {
        inside = false;
        admission.leave(entered, System.nanoTime());
      }
    }
  }
}
