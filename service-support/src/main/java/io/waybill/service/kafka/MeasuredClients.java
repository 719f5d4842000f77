package io.waybill.service.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * Consumers whose metrics, lag among them, are in the service's own: {@code kafka_consumer_*}. They
 * go with the consumer, so that one that was replaced leaves no figures behind.
 */
final class MeasuredClients extends DefaultKafkaClientFactory {
  private static final Object BINDING = new Object();

  private final MeterRegistry meters;
  private final Set<String> groups = ConcurrentHashMap.newKeySet();

  MeasuredClients(MeterRegistry meters) {
    this.meters = meters;
  }

  /** The groups of the consumers that were made. */
  Set<String> groups() {
    return groups;
  }

  @Override
  @SuppressWarnings("rawtypes") // as Camel declares it
  public Consumer getConsumer(Properties settings) {
    Object group = settings.get("group.id");
    if (group != null) {
      groups.add(group.toString());
    }
    return new Measured(settings, meters);
  }

  private static final class Measured extends KafkaConsumer<Object, Object> {
    private final MeterRegistry meters;
    private final KafkaClientMetrics metrics = new KafkaClientMetrics(this);
    private boolean bound;

    Measured(Properties settings, MeterRegistry meters) {
      super(settings);
      this.meters = meters;
    }

    @Override
    public ConsumerRecords<Object, Object> poll(Duration timeout) {
      ConsumerRecords<Object, Object> records = super.poll(timeout);
      // Not before there are figures of topics: others are looked for once a minute only, and
      // Prometheus
      // refuses a meter of topics after one of the same name without.
      if (!bound && hasFiguresOfTopics()) {
        bound = true;
        // One at a time: Micrometer looks for meters of the same name, then registers.
        synchronized (BINDING) {
          metrics.bindTo(meters);
        }
      }
      return records;
    }

    /** They are there once all that the first fetch brought is read, even if that was nothing. */
    private boolean hasFiguresOfTopics() {
      return metrics().keySet().stream()
          .anyMatch(
              figure ->
                  figure.name().equals("records-consumed-total")
                      && figure.tags().containsKey("topic"));
    }

    @Override
    public void close() {
      metrics.close();
      super.close();
    }

    @Override
    public void close(CloseOptions options) {
      metrics.close();
      super.close(options);
    }

    @Override
    @Deprecated // as Kafka declares it; Camel calls it
    public void close(Duration timeout) {
      metrics.close();
      super.close(timeout);
    }
  }
}
