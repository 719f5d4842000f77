package io.waybill.grpc.server;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
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
      @Value("${grpc.queue-size}") int queue,
      @Value("${grpc.reflection}") boolean reflection,
      @Value("${waybill.shutdown-timeout}") Duration drain) {
    return new WaybillGrpcComponent(
        health,
        new MetricsInterceptor(meters),
        new ServerSettings(threads, queue, drain, reflection));
  }
}
