package io.waybill.outbox;

import java.util.Properties;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Supplies camel-kafka with producers that keep the order of records also when sending fails:
 * {@code kafka:…?kafkaClientFactory=#orderedKafkaClientFactory&synchronous=true}. Consumers are
 * Kafka's own.
 */
public class OrderedKafkaClientFactory extends DefaultKafkaClientFactory {
  @Override
  public Producer<Object, Object> getProducer(Properties properties) {
    properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, "1");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    // A producer that is closed at once trips over its own telemetry.
    properties.put(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, "false");
    return OrderedProducer.of(() -> new KafkaProducer<>(properties));
  }
}
