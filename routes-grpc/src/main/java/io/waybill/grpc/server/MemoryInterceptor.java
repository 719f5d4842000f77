package io.waybill.grpc.server;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.KnownLength;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.waybill.service.limits.MemoryPool;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Bounds the bytes of the requests in flight: as many calls as there are places could otherwise
 * fill the heap with the largest messages. Its messages are not parsed yet.
 */
record MemoryInterceptor(MemoryPool pool) implements ServerInterceptor {
  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    CallMemory memory = new CallMemory(pool);
    ServerCall.Listener<Q> listener =
        Contexts.interceptCall(
            Context.current().withValue(CallMemory.KEY, memory), call, headers, next);
    ArrivingBytes arriving = ArrivingBytes.KEY.get();
    arriving.onRefusal(() -> CallMemory.refusal().end(call));
    return new SimpleForwardingServerCallListener<>(listener) {
      private boolean refused;

      @Override
      public void onMessage(Q message) {
        if (arriving.isRefused()) {
          return;
        }
        arriving.complete();
        Q counted = message instanceof InputStream bytes ? counted(bytes) : message;
        if (counted == null) {
          refused = true;
          CallMemory.refusal().end(call);
        } else {
          super.onMessage(counted);
        }
      }

      /** The message when there is memory for it; null when there is not. */
      @SuppressWarnings("unchecked")
      private Q counted(InputStream message) {
        try {
          InputStream known = message;
          if (!(message instanceof KnownLength)) {
            // Decompressed only now, not beyond the largest message.
            known = new ByteArrayInputStream(message.readAllBytes());
          }
          return memory.tryTake(known.available()) ? (Q) known : null;
        } catch (IOException e) {
          throw Status.INVALID_ARGUMENT.withCause(e).asRuntimeException();
        }
      }

      @Override
      public void onHalfClose() {
        if (!refused && !arriving.isRefused()) {
          super.onHalfClose();
        }
      }

      @Override
      public void onComplete() {
        memory.giveBack();
        super.onComplete();
      }

      @Override
      public void onCancel() {
        memory.giveBack();
        super.onCancel();
      }
    };
  }
}
