package io.waybill.service.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/** How Camel makes its Kafka clients. */
@AutoConfiguration
class KafkaClientsAutoConfiguration {
  /** As {@code camel.component.kafka.kafka-client-factory} names it. */
  @Bean
  MeasuredClients measuredKafkaClients(MeterRegistry meters) {
    return new MeasuredClients(meters);
  }
}
