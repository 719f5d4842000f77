package io.waybill.grpc.server;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.grpc.ServerInterceptor;
import io.waybill.service.limits.Admission;
import io.waybill.service.limits.MemoryPool;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The interceptors, in the order in which a call meets them.
 *
 * @param access empty when callers need no token
 * @param rate empty when callers may make as many calls as they like
 */
record InterceptorChain(
    MetricsInterceptor metrics,
    Admission admission,
    Optional<AccessInterceptor> access,
    Optional<RateInterceptor> rate,
    MemoryPool memory,
    CircuitBreaker breaker) {

  /** Of all calls: health and reflection too. */
  List<ServerInterceptor> ofServer(CallsInFlight calls) {
    return Stream.of(
            // First, so that a stop waits for the answers of refused calls, too.
            Stream.of(calls),
            // Counts and times whatever a caller gets, refusals included.
            Stream.of(metrics),
            // Puts the request's id on every answer, and does no work for a caller who has
            // cancelled.
            Stream.of(new ContextInterceptor()),
            // Before any work: in overload, a refusal must cost little.
            Stream.of(new OverloadInterceptor(admission)),
            // Says who calls.
            access.stream(),
            // Counts the calls of each caller, so it must know who calls.
            rate.stream(),
            // Those above answer by themselves; what fails below gets its status here.
            Stream.of(new StatusInterceptor()),
            // Around all that reads a message.
            Stream.of(new MalformedRequestInterceptor()),
            // Takes memory for the message: last, so that no refused call has any.
            Stream.of(new MemoryInterceptor(memory)))
        .<ServerInterceptor>flatMap(interceptors -> interceptors)
        .toList();
  }

  /** Of the calls of the service alone, behind those of all calls: of what needs the database. */
  List<ServerInterceptor> ofService() {
    return List.of(new BreakerInterceptor(breaker));
  }

  /** Whether a call may have to wait before it reaches its route, for the keys of tokens. */
  boolean mayWait() {
    return access.isPresent() || rate.isPresent();
  }
}
