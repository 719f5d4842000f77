package io.waybill.grpc.server;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/** Gives each call its context, and does no work for a client that has cancelled. */
final class ContextInterceptor implements ServerInterceptor {
  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    CallContext callContext =
        CallContext.of(headers, call.getMethodDescriptor().getFullMethodName());
    ServerCall<Q, A> answering =
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void sendHeaders(Metadata responseHeaders) {
            responseHeaders.put(CallContext.REQUEST_ID, callContext.correlationId());
            super.sendHeaders(responseHeaders);
          }

          @Override
          public void close(Status status, Metadata trailers) {
            if (!status.isOk()) {
              trailers.discardAll(CallContext.REQUEST_ID);
              trailers.put(CallContext.REQUEST_ID, callContext.correlationId());
            }
            super.close(status, trailers);
          }
        };
    ServerCall.Listener<Q> listener =
        Contexts.interceptCall(
            Context.current().withValue(CallContext.KEY, callContext), answering, headers, next);
    return new SimpleForwardingServerCallListener<>(listener) {
      @Override
      public void onHalfClose() {
        // The unary work starts here. A deadline may have passed while the call was waiting for a
        // thread.
        if (!Context.current().isCancelled()) {
          super.onHalfClose();
        }
      }
    };
  }
}
