package io.waybill.grpc.server;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.health.v1.HealthGrpc;
import io.waybill.service.security.Caller;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Refuses calls of one caller beyond its rate: RESOURCE_EXHAUSTED, and when to try again. */
final class RateInterceptor implements ServerInterceptor {
  private final Function<String, Optional<Duration>> limits;

  /**
   * @param limits how long a caller has to wait; empty if this call may be made now
   */
  RateInterceptor(Function<String, Optional<Duration>> limits) {
    this.limits = limits;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (HealthGrpc.SERVICE_NAME.equals(call.getMethodDescriptor().getServiceName())) {
      return next.startCall(call, headers);
    }
    Optional<Duration> wait = limits.apply(callerOf(call));
    return wait.isPresent()
        ? CallRefused.tooMany(wait.get()).end(call)
        : next.startCall(call, headers);
  }

  private static String callerOf(ServerCall<?, ?> call) {
    Caller caller = AccessInterceptor.CALLER.get();
    if (caller != null) {
      return caller.name();
    }
    SocketAddress address = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    return address instanceof InetSocketAddress internet
        ? internet.getAddress().getHostAddress()
        : String.valueOf(address);
  }
}
