package io.waybill.service.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * Consumers whose metrics, lag among them, are in the service's own: {@code kafka_consumer_*}. They
 * go with the consumer, so that one that was replaced leaves no figures behind.
 */
final class MeasuredClients extends DefaultKafkaClientFactory {
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
    /** Longer than the first fetch from partitions takes. */
    private static final long SETTLED_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final MeterRegistry meters;
    private final KafkaClientMetrics metrics = new KafkaClientMetrics(this);
    private long unassigned = System.nanoTime();
    private boolean bound;

    Measured(Properties settings, MeterRegistry meters) {
      super(settings);
      this.meters = meters;
    }

    @Override
    public ConsumerRecords<Object, Object> poll(Duration timeout) {
      ConsumerRecords<Object, Object> records = super.poll(timeout);
      // Not before there are figures of partitions: they are looked for once a minute.
      if (!bound && (!records.isEmpty() || isSettled())) {
        bound = true;
        metrics.bindTo(meters);
      }
      return records;
    }

    /** Kafka may come long after the consumer. */
    private boolean isSettled() {
      if (assignment().isEmpty()) {
        unassigned = System.nanoTime();
      }
      return System.nanoTime() - unassigned > SETTLED_NANOS;
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
