package io.waybill.grpc.outbox;

import io.waybill.outbox.OutboxRoutes;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class OutboxConfiguration {
  @Bean
  OutboxRoutes outboxRoutes() {
    return new OutboxRoutes("/waybill/routes-grpc");
  }
}
