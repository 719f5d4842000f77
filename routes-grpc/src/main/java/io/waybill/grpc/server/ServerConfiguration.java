package io.waybill.grpc.server;

import io.grpc.ServerInterceptor;
import io.micrometer.core.instrument.MeterRegistry;
import io.waybill.service.limits.CallerLimits;
import io.waybill.service.security.CallerAuthentication;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
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
      @Value("${waybill.shutdown-timeout}") Duration drain,
      TlsSettings tls,
      ObjectProvider<CallerLimits> limits,
      ObjectProvider<CallerAuthentication> authentication) {
    List<ServerInterceptor> guards = new ArrayList<>();
    limits.ifAvailable(known -> guards.add(new RateInterceptor(known)));
    authentication.ifAvailable(known -> guards.add(new AccessInterceptor(known)));
    return new WaybillGrpcComponent(
        health,
        new MetricsInterceptor(meters),
        new ServerSettings(threads, queue, drain, reflection, tls),
        guards);
  }

  @Bean
  TlsSettings grpcTls(
      @Value("${waybill.tls.certificate:}") String certificate,
      @Value("${waybill.tls.private-key:}") String privateKey,
      @Value("${waybill.tls.client-ca:}") String clientCa,
      @Value("${grpc.tls-reload-period}") Duration reloadPeriod) {
    return new TlsSettings(certificate, privateKey, clientCa, reloadPeriod);
  }
}
