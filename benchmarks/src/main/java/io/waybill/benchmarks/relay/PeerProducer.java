package io.waybill.benchmarks.relay;

import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.StringSerializer;

/** The producer of those that Waybill is compared with: the same for each of them. */
public final class PeerProducer {
  private PeerProducer() {}

  /** Idempotent, and told only by all replicas that a record is there; reads KAFKA_BROKERS. */
  public static KafkaProducer<String, String> open() {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            System.getenv("KAFKA_BROKERS"),
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            "true",
            // As Waybill's: each record by itself is on its way at once.
            ProducerConfig.LINGER_MS_CONFIG,
            0,
            ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
            StringSerializer.class,
            ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
            StringSerializer.class));
  }
}
