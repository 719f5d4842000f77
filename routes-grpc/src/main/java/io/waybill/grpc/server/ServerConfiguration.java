package io.waybill.grpc.server;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.waybill.service.limits.Admission;
import io.waybill.service.limits.CallerLimits;
import io.waybill.service.limits.MemoryPool;
import io.waybill.service.security.CallerAuthentication;
import java.time.Duration;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ServerConfiguration {
  private static final int PARTS_OF_HEAP = 16;

  @Bean
  InterceptorChain interceptorChain(
      MetricsInterceptor metrics,
      MeterRegistry meters,
      @Value("${grpc.max-in-flight}") int mostInFlight,
      @Value("${grpc.min-in-flight}") int fewestInFlight,
      @Value("${grpc.max-message-size}") int largestMessage,
      CircuitBreaker databaseBreaker,
      Optional<CallerLimits> limits,
      Optional<CallerAuthentication> authentication) {
    Admission admission = new Admission(mostInFlight, fewestInFlight);
    admission.measure("grpc.server.calls.in.flight", "gRPC calls", meters);
    return new InterceptorChain(
        metrics,
        admission,
        authentication.map(AccessInterceptor::new),
        limits.map(RateInterceptor::new),
        memory(
            largestMessage,
            meters,
            "grpc.server.calls.memory.left",
            "Bytes that requests and pages in flight may still take"),
        databaseBreaker);
  }

  @Bean
  ServerSettings serverSettings(
      MeterRegistry meters,
      @Value("${grpc.threads}") int threads,
      @Value("${waybill.shutdown-timeout}") Duration shutdownTimeout,
      @Value("${grpc.reflection}") boolean reflection,
      @Value("${grpc.max-message-size}") int largestMessage) {
    return new ServerSettings(
        threads,
        shutdownTimeout,
        reflection,
        new ArrivingBytes.Pool(
            memory(
                largestMessage,
                meters,
                "grpc.server.arriving.memory.left",
                "Bytes that requests which are not complete yet may still take")));
  }

  /** A part of the heap, but room for two of the largest messages; with a gauge. */
  private static MemoryPool memory(
      int largestMessage, MeterRegistry meters, String gauge, String description) {
    MemoryPool pool = MemoryPool.ofHeap(PARTS_OF_HEAP, 2L * largestMessage);
    Gauge.builder(gauge, pool, MemoryPool::left).description(description).register(meters);
    return pool;
  }
}
