package io.waybill.grpc.events;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Registers the consumer's route and the bean that it names. */
@Configuration(proxyBeanMethods = false)
class EventsConfiguration {
  @Bean
  ResourceEventRoutes resourceEventRoutes() {
    return new ResourceEventRoutes();
  }

  @Bean
  ConsumedMessages consumedMessages(MeterRegistry meters) {
    return new ConsumedMessages(meters);
  }
}
