package io.waybill.grpc.events;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the consumer's route. */
@Configuration(proxyBeanMethods = false)
class EventsConfiguration {
  @Bean
  ResourceEventRoutes resourceEventRoutes(MeterRegistry meters) {
    return new ResourceEventRoutes(new ConsumedMessages(meters));
  }
}
