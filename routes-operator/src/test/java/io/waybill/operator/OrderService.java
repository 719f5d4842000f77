package io.waybill.operator;

import io.waybill.outbox.OutboxRoutes;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** A service that has an outbox and dead letters: all that the operator's calls need of one. */
@SpringBootApplication
class OrderService {
  @Bean
  OutboxRoutes outboxRoutes() {
    return new OutboxRoutes("/shop/orders");
  }

  @Bean
  RouteBuilder orderRoutes() {
    return new RouteBuilder() {
      @Override
      public void configure() {
        from("direct:store-orders").routeId("store-orders").to("kamelet:event-sink");
      }
    };
  }
}
