package io.waybill.rest.replay;

import io.waybill.service.kafka.KafkaSecurity;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Replays Kafka into the database with the service's settings and ends: no API, no relay. It can be
 * repeated; what the database has already changes nothing.
 */
public final class ReplayOnly {
  private static final Logger LOG = LoggerFactory.getLogger(ReplayOnly.class);
  private static final String OPTION = "replay-only";
  private static final String SETTING = "waybill.replay-only";
  private static final String TOPICS = "waybill.kafka.published-topics";

  private ReplayOnly() {}

  /** By {@code --replay-only}, or the setting {@code waybill.replay-only}. */
  public static boolean isAskedFor(String... args) {
    StandardEnvironment settings = new StandardEnvironment();
    settings.getPropertySources().addFirst(new SimpleCommandLinePropertySource(args));
    return settings.containsProperty(OPTION) || settings.getProperty(SETTING, Boolean.class, false);
  }

  /**
   * Returns the exit code: 0 when the database has all that Kafka had at the start, 1 when a
   * message could not be read, or the replay has failed, after saying why.
   */
  public static int run(Class<?> app, String... args) {
    SpringApplication application = new SpringApplication(Database.class);
    application.setMainApplicationClass(app);
    application.setWebApplicationType(WebApplicationType.NONE);
    try (ConfigurableApplicationContext context = application.run(args)) {
      return replay(context.getBean(DataSource.class), context.getEnvironment());
    } catch (ExecutionException failed) {
      LOG.error("The replay has stopped; it can be repeated as it is", failed.getCause());
    } catch (Exception reported) {
      LOG.error("The replay could not be started", reported);
    }
    return 1;
  }

  private static int replay(DataSource database, Environment settings) throws Exception {
    String brokers = settings.getRequiredProperty("waybill.kafka.brokers");
    Map<String, Object> client = new HashMap<>(KafkaSecurity.clientSettings(settings));
    String topics = settings.getRequiredProperty(TOPICS);
    ReplayProgress progress = new ReplayProgress(ends(brokers, client, List.of(topics.split(","))));
    CamelContext camel = new DefaultCamelContext();
    try {
      camel.getRegistry().bind("dataSource", database);
      camel.getPropertiesComponent().addInitialProperty("replay.group", group());
      camel.getPropertiesComponent().addInitialProperty(TOPICS, topics);
      KafkaComponent kafka = camel.getComponent("kafka", KafkaComponent.class);
      kafka.getConfiguration().setBrokers(brokers);
      kafka.getConfiguration().setAdditionalProperties(client);
      camel.addRoutes(new ReplayRoute(progress));
      camel.start();
      long rejected = progress.end().get();
      LOG.info(
          "Replayed {} messages of {}, of which {} were no events",
          progress.events(),
          topics,
          rejected);
      return rejected == 0 ? 0 : 1;
    } finally {
      camel.stop();
    }
  }

  /** Never used before, so that it begins at the beginning. */
  private static String group() {
    return "rest-replay-" + UUID.randomUUID();
  }

  /** Where the partitions that hold something end now. */
  private static Map<TopicPartition, Long> ends(
      String brokers, Map<String, Object> client, List<String> topics) {
    Properties properties = new Properties();
    properties.putAll(client);
    properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, brokers);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      Map<String, List<PartitionInfo>> all = consumer.listTopics();
      Set<String> missing = new HashSet<>(topics);
      missing.removeAll(all.keySet());
      if (!missing.isEmpty()) {
        throw new IllegalStateException("Kafka at " + brokers + " has no topic " + missing);
      }
      List<TopicPartition> partitions =
          topics.stream()
              .flatMap(topic -> all.get(topic).stream())
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      // Kafka's client warns of each partition that is asked for but not assigned.
      consumer.assign(partitions);
      Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
      return consumer.endOffsets(partitions).entrySet().stream()
          .filter(end -> end.getValue() > begins.get(end.getKey()))
          .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
  }

  /** No component: the service, which scans for those, must not find it. */
  @ImportAutoConfiguration(DataSourceAutoConfiguration.class)
  static class Database {}
}
