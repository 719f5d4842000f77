package io.waybill.grpc.server;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.grpc.ServerInterceptor;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.waybill.service.limits.Admission;
import io.waybill.service.limits.CallerLimits;
import io.waybill.service.security.CallerAuthentication;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts our server behind {@code grpc:} endpoints. */
@Configuration(proxyBeanMethods = false)
class ServerConfiguration {
  @Bean
  GrpcHealth grpcHealth() {
    return new GrpcHealth();
  }

  @Bean
  HealthRoutes grpcHealthRoutes() {
    return new HealthRoutes();
  }

  @Bean("grpc-component")
  WaybillGrpcComponent grpcComponent(
      GrpcHealth health,
      MeterRegistry meters,
      @Value("${grpc.threads}") int threads,
      @Value("${grpc.max-in-flight}") int mostInFlight,
      @Value("${grpc.min-in-flight}") int fewestInFlight,
      @Value("${grpc.reflection}") boolean reflection,
      @Value("${grpc.max-message-size}") int largestMessage,
      @Value("${waybill.shutdown-timeout}") Duration drain,
      CircuitBreaker databaseBreaker,
      Transport transport,
      ObjectProvider<CallerLimits> limits,
      ObjectProvider<CallerAuthentication> authentication) {
    List<ServerInterceptor> guards = new ArrayList<>();
    limits.ifAvailable(known -> guards.add(new RateInterceptor(known)));
    authentication.ifAvailable(known -> guards.add(new AccessInterceptor(known)));
    Admission admission = new Admission(mostInFlight, fewestInFlight);
    admission.measure("grpc.server.calls.in.flight", "gRPC calls", meters);
    return new WaybillGrpcComponent(
        health,
        new MetricsInterceptor(meters),
        new ServerSettings(
            threads,
            admission,
            databaseBreaker,
            drain,
            reflection,
            memory(largestMessage, meters),
            arriving(largestMessage, meters)),
        guards,
        transport);
  }

  private static CallMemory.Pool memory(int largestMessage, MeterRegistry meters) {
    CallMemory.Pool memory = CallMemory.Pool.ofHeap(largestMessage);
    Gauge.builder("grpc.server.calls.memory.left", memory, CallMemory.Pool::left)
        .description("Bytes that requests and pages in flight may still take")
        .register(meters);
    return memory;
  }

  private static ArrivingBytes.Pool arriving(int largestMessage, MeterRegistry meters) {
    ArrivingBytes.Pool arriving = new ArrivingBytes.Pool(CallMemory.Pool.size(largestMessage));
    Gauge.builder("grpc.server.arriving.memory.left", arriving, ArrivingBytes.Pool::left)
        .description("Bytes that requests which are not complete yet may still take")
        .register(meters);
    return arriving;
  }

  @Bean
  Transport grpcTransport(
      SslBundles bundles, @Value("${waybill.tls.client-auth:required}") String clientAuth) {
    return new BundleTransport(
        bundles, clientAuth.equals("optional") ? ClientAuth.OPTIONAL : ClientAuth.REQUIRE);
  }
}
