package io.waybill.grpc.server;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.health.v1.HealthGrpc;
import io.waybill.proto.task.v1.TaskServiceGrpc;
import io.waybill.service.security.Caller;
import io.waybill.service.security.CallerAuthentication;
import io.waybill.service.security.KeysUnavailableException;
import io.waybill.service.security.NotAuthenticatedException;
import io.waybill.service.security.Scopes;
import java.util.Optional;
import java.util.Set;

/**
 * Lets a call through only for a caller whose token has the scope of the call. Health is open; the
 * schema is for every caller with a token.
 */
record AccessInterceptor(CallerAuthentication authentication) implements ServerInterceptor {
  static final Context.Key<Caller> CALLER = Context.key("waybill-caller");

  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final Set<MethodDescriptor<?, ?>> READING =
      Set.of(TaskServiceGrpc.getGetTaskStatusMethod(), TaskServiceGrpc.getListTasksMethod());

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    MethodDescriptor<Q, A> method = call.getMethodDescriptor();
    if (HealthGrpc.SERVICE_NAME.equals(method.getServiceName())) {
      return next.startCall(call, headers);
    }
    Caller caller;
    try {
      caller = authentication.authenticate(headers.get(AUTHORIZATION));
    } catch (NotAuthenticatedException e) {
      return CallRefused.unauthenticated(e.getMessage()).end(call);
    } catch (KeysUnavailableException e) {
      return CallRefused.unavailable("KEYS_UNAVAILABLE", e.getMessage()).end(call);
    }
    Optional<String> scope = scopeOf(method);
    if (scope.isPresent() && !caller.may(scope.get())) {
      return CallRefused.denied("The access token lacks the scope " + scope.get() + ".").end(call);
    }
    headers.discardAll(AUTHORIZATION);
    return Contexts.interceptCall(Context.current().withValue(CALLER, caller), call, headers, next);
  }

  private static Optional<String> scopeOf(MethodDescriptor<?, ?> method) {
    if (!TaskServiceGrpc.SERVICE_NAME.equals(method.getServiceName())) {
      return Optional.empty();
    }
    boolean reads =
        READING.stream()
            .anyMatch(known -> known.getFullMethodName().equals(method.getFullMethodName()));
    return Optional.of(reads ? Scopes.TASKS_READ : Scopes.TASKS_WRITE);
  }
}
