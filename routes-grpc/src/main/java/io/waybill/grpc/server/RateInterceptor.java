package io.waybill.grpc.server;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.health.v1.HealthGrpc;
import io.waybill.service.limits.CallerLimits;
import io.waybill.service.security.Caller;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/** Refuses calls of one caller beyond its rate: RESOURCE_EXHAUSTED, and when to try again. */
record RateInterceptor(CallerLimits limits) implements ServerInterceptor {
  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (HealthGrpc.SERVICE_NAME.equals(call.getMethodDescriptor().getServiceName())) {
      return next.startCall(call, headers);
    }
    Caller caller = AccessInterceptor.CALLER.get();
    Optional<Duration> wait =
        limits.tryAcquire(caller == null ? null : caller.name(), addressOf(call));
    return wait.isPresent()
        ? CallRefused.tooMany(wait.get()).end(call)
        : next.startCall(call, headers);
  }

  private static String addressOf(ServerCall<?, ?> call) {
    return call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)
            instanceof InetSocketAddress internet
        ? internet.getAddress().getHostAddress()
        : null;
  }
}
