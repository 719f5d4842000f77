package io.waybill.service.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Duration;
import java.util.Properties;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * Consumers whose metrics, lag among them, are in the service's own: {@code kafka_consumer_*}. They
 * go with the consumer, so that one that was replaced leaves no figures behind.
 */
final class MeasuredClients extends DefaultKafkaClientFactory {
  private final MeterRegistry meters;

  MeasuredClients(MeterRegistry meters) {
    this.meters = meters;
  }

  @Override
  @SuppressWarnings("rawtypes") // as Camel declares it
  public Consumer getConsumer(Properties settings) {
    return new Measured(settings, meters);
  }

  private static final class Measured extends KafkaConsumer<Object, Object> {
    private final KafkaClientMetrics metrics;

    Measured(Properties settings, MeterRegistry meters) {
      super(settings);
      metrics = new KafkaClientMetrics(this);
      metrics.bindTo(meters);
    }

    @Override
    public void close() {
      metrics.close();
      super.close();
    }

    @Override
    public void close(Duration timeout) {
      metrics.close();
      super.close(timeout);
    }
  }
}
