package io.waybill.events.kafka;

import io.waybill.health.WatchedConsumer;
import java.time.Duration;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.camel.component.kafka.KafkaClientFactory;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * Consumers whose {@code poll} never throws, see {@link SteadyConsumer}: camel-kafka's answers to a
 * poll that failed are to skip a record of every partition, or to end its thread. The clients
 * themselves are those of the Kafka component's own factory.
 */
public class SteadyKafkaClientFactory extends DefaultKafkaClientFactory
    implements CamelContextAware {
  /**
   * Records that Kafka's client unpacks at once. It counts no bytes, and a compressed batch may
   * hold far more of them than came over the network.
   */
  private static final int MOST_UNPACKED = 32;

  /** How often, in the time in which Kafka's client learns of new topics. */
  private static final int LOOKS = 4;

  private final boolean prompt;
  private CamelContext camel;

  /** For {@code #class:} in a route. */
  public SteadyKafkaClientFactory() {
    this(false);
  }

  SteadyKafkaClientFactory(boolean prompt) {
    this.prompt = prompt;
  }

  @Override
  @SuppressWarnings("rawtypes") // as Camel declares it
  public Consumer getConsumer(Properties settings) {
    int most = Integer.parseInt(setting(settings, ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500));
    long bytes = Long.parseLong(setting(settings, ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 4 << 20));
    long metadataAge =
        Long.parseLong(setting(settings, ConsumerConfig.METADATA_MAX_AGE_CONFIG, 300_000));
    Properties own = new Properties();
    own.putAll(settings);
    own.put(
        ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Integer.toString(Math.min(most, MOST_UNPACKED)));
    return SteadyConsumer.of(
        () -> client(own),
        new HeldRecords(most, bytes),
        new WatchedConsumer(camel, settings),
        new ReadPositions(
            () -> admin(settings), settings.getProperty(ConsumerConfig.GROUP_ID_CONFIG)),
        Duration.ofMillis(metadataAge / LOOKS),
        prompt);
  }

  private static Admin admin(Properties settings) {
    Properties own = new Properties();
    settings.forEach(
        (name, value) -> {
          if (AdminClientConfig.configNames().contains(name)) {
            own.put(name, value);
          }
        });
    own.remove(AdminClientConfig.CLIENT_ID_CONFIG);
    return Admin.create(own);
  }

  private static String setting(Properties settings, String name, int otherwise) {
    Object value = settings.get(name);
    return value == null ? Integer.toString(otherwise) : value.toString();
  }

  @SuppressWarnings("unchecked") // as Camel declares it
  private Consumer<Object, Object> client(Properties settings) {
    KafkaClientFactory configured =
        camel.getComponent("kafka", KafkaComponent.class).getKafkaClientFactory();
    return configured == null ? super.getConsumer(settings) : configured.getConsumer(settings);
  }

  @Override
  public CamelContext getCamelContext() {
    return camel;
  }

  @Override
  public void setCamelContext(CamelContext context) {
    camel = context;
  }
}
