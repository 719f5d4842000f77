package io.waybill.grpc.server;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.stereotype.Component;

/**
 * {@code grpc_server_handled_total} and {@code grpc_server_handling_seconds}, with the labels and
 * code names ({@code OK}, {@code NotFound}, …) of the Go service that existing dashboards were made
 * for.
 */
@Component
final class MetricsInterceptor implements ServerInterceptor {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(5), Duration.ofMillis(10),
    Duration.ofMillis(25), Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(250),
    Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(2500), Duration.ofSeconds(5),
    Duration.ofSeconds(10)
  };

  private final MeterRegistry meters;
  // To ask the registry costs more than to count.
  private final Map<Handled, Counter> handled = new ConcurrentHashMap<>();
  private final Map<String, Timer> handling = new ConcurrentHashMap<>();

  private record Handled(String method, Status.Code code) {}

  MetricsInterceptor(MeterRegistry meters) {
    this.meters = meters;
  }

  /**
   * Makes the meters of a method before its first call, so that a rate over them starts at zero.
   */
  void prepare(MethodDescriptor<?, ?> method) {
    counter(method, Status.Code.OK);
    timer(method);
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    MethodDescriptor<Q, A> method = call.getMethodDescriptor();
    long start = System.nanoTime();
    AtomicBoolean ended = new AtomicBoolean();
    ServerCall<Q, A> measured =
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void close(Status status, Metadata trailers) {
            record(method, status.getCode(), start, ended);
            super.close(status, trailers);
          }
        };
    return new SimpleForwardingServerCallListener<>(next.startCall(measured, headers)) {
      @Override
      public void onCancel() {
        Deadline deadline = Context.current().getDeadline();
        boolean late = deadline != null && deadline.isExpired();
        record(method, late ? Status.Code.DEADLINE_EXCEEDED : Status.Code.CANCELLED, start, ended);
        super.onCancel();
      }
    };
  }

  private void record(
      MethodDescriptor<?, ?> method, Status.Code code, long start, AtomicBoolean ended) {
    if (ended.compareAndSet(false, true)) {
      counter(method, code).increment();
      timer(method).record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    }
  }

  private Counter counter(MethodDescriptor<?, ?> method, Status.Code code) {
    return handled.computeIfAbsent(
        new Handled(method.getFullMethodName(), code), any -> newCounter(method, code));
  }

  private Timer timer(MethodDescriptor<?, ?> method) {
    return handling.computeIfAbsent(method.getFullMethodName(), any -> newTimer(method));
  }

  private Counter newCounter(MethodDescriptor<?, ?> method, Status.Code code) {
    return Counter.builder("grpc.server.handled")
        .description("RPCs that have ended, however they did")
        .tag("grpc_service", String.valueOf(method.getServiceName()))
        .tag("grpc_method", String.valueOf(method.getBareMethodName()))
        .tag("grpc_code", nameOf(code))
        .register(meters);
  }

  private Timer newTimer(MethodDescriptor<?, ?> method) {
    return Timer.builder("grpc.server.handling")
        .description("Time from a call's arrival to its end")
        .tag("grpc_service", String.valueOf(method.getServiceName()))
        .tag("grpc_method", String.valueOf(method.getBareMethodName()))
        .serviceLevelObjectives(BUCKETS)
        .register(meters);
  }

  /** {@code DEADLINE_EXCEEDED} as {@code DeadlineExceeded}; {@code OK} stays. */
  static String nameOf(Status.Code code) {
    if (code == Status.Code.OK) {
      return "OK";
    }
    StringBuilder name = new StringBuilder();
    for (String word : code.name().split("_", -1)) {
      name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    return name.toString();
  }
}
