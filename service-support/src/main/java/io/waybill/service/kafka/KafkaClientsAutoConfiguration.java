package io.waybill.service.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.component.kafka.KafkaClientFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/** How Camel makes its Kafka clients. */
@AutoConfiguration
class KafkaClientsAutoConfiguration {
  /** As {@code camel.component.kafka.kafka-client-factory} names it. */
  @Bean
  KafkaClientFactory measuredKafkaClients(MeterRegistry meters) {
    return new MeasuredClients(meters);
  }
}
