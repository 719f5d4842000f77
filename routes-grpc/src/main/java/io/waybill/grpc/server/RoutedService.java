package io.waybill.grpc.server;

import io.grpc.Context;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.waybill.service.tracing.TraceContext;
import io.waybill.tracing.LogContext;
import java.util.concurrent.Executor;
import org.apache.camel.Exchange;
import org.apache.camel.component.grpc.GrpcConstants;
import org.apache.camel.support.DefaultConsumer;

/**
 * The unary methods of a service, each call of which is an exchange of one route. Camel's own calls
 * the route through a proxy made at run time and by reflection, and holds a thread until it is
 * done; this one lets the thread go when the route goes on elsewhere.
 */
final class RoutedService {
  private static final String TRACEPARENT = "traceparent";
  private static final io.opentelemetry.context.Context NO_TRACE =
      io.opentelemetry.context.Context.root();

  private final DefaultConsumer route;
  private final ServiceDescriptor schema;

  RoutedService(DefaultConsumer route, ServiceDescriptor schema) {
    this.route = route;
    this.schema = schema;
  }

  /** The service whose routes run on these threads. */
  ServerServiceDefinition on(Executor threads) {
    ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(schema);
    schema.getMethods().forEach(method -> service.addMethod(definition(method, threads)));
    return service.build();
  }

  private <Q, A> ServerMethodDefinition<Q, A> definition(
      MethodDescriptor<Q, A> method, Executor threads) {
    if (method.getType() != MethodDescriptor.MethodType.UNARY) {
      throw new IllegalArgumentException(
          method.getFullMethodName() + " is a stream; routes answer unary calls only");
    }
    String name = lowerCamel(method.getBareMethodName());
    return ServerMethodDefinition.create(
        method,
        ServerCalls.asyncUnaryCall(
            (request, answer) -> {
              Executor thisCall = CallContext.thisCall();
              threads.execute(() -> thisCall.execute(() -> call(name, request, answer)));
            }));
  }

  /** As the header CamelGrpcMethodName has it: the method's name in Java. */
  private static String lowerCamel(String name) {
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }

  private <A> void call(String method, Object request, StreamObserver<A> answer) {
    if (Context.current().isCancelled()) {
      // While it was waiting for a thread, its deadline passed or its caller left.
      answer.onError(Status.CANCELLED.asException());
      return;
    }
    Exchange exchange = route.createExchange(false);
    exchange.getMessage().setBody(request);
    exchange.getMessage().setHeader(GrpcConstants.GRPC_METHOD_NAME_HEADER, method);
    CallContext call = CallContext.current();
    if (call.traceparent() != null) {
      // The one piece of metadata that becomes a header, checked to be nothing but a trace context.
      exchange.getMessage().setHeader(TRACEPARENT, call.traceparent());
    }
    // Outside any trace: a call before, which went on elsewhere, may have left its span on the
    // thread.
    Runnable work =
        () -> route.getAsyncProcessor().process(exchange, done -> end(exchange, call, answer));
    NO_TRACE.wrap(work).run();
  }

  /** The route's last body is the answer; it ends with the message that the method declares. */
  @SuppressWarnings("unchecked")
  private <A> void end(Exchange exchange, CallContext call, StreamObserver<A> answer) {
    Exception failure = exchange.getException();
    if (failure == null) {
      answer.onNext((A) exchange.getMessage().getBody());
      answer.onCompleted();
    } else {
      // StatusInterceptor decides what the caller may know of it. Its log lines belong to this
      // call.
      LogContext.of(
          TraceContext.of(exchange),
          call.correlationId(),
          () -> answer.onError(Status.INTERNAL.withCause(failure).asException()));
    }
    route.releaseExchange(exchange, false);
  }
}
