package io.waybill.grpc.server;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/**
 * Answers a message that can't be parsed as the caller's mistake; gRPC itself calls it INTERNAL or
 * UNKNOWN. It sees such messages only of a service whose messages are parsed behind the
 * interceptors.
 */
final class MalformedRequestInterceptor implements ServerInterceptor {
  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
      private boolean refused;

      @Override
      public void onMessage(Q message) {
        try {
          super.onMessage(message);
        } catch (StatusRuntimeException e) {
          refused = true;
          if (e.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED) {
            // Larger than the limit once it is decompressed.
            call.close(e.getStatus().withCause(null), new Metadata());
          } else {
            CallRefused.malformed().end(call);
          }
        }
      }

      @Override
      public void onHalfClose() {
        if (!refused) {
          super.onHalfClose();
        }
      }
    };
  }
}
