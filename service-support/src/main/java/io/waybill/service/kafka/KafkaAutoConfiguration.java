package io.waybill.service.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.waybill.service.health.Watch;
import java.time.Duration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** The watch over Kafka; {@code waybill.kafka.enabled=false} leaves it out. */
@AutoConfiguration
@ConditionalOnProperty(name = "waybill.kafka.enabled", matchIfMissing = true)
@EnableConfigurationProperties(KafkaSettings.class)
class KafkaAutoConfiguration {
  private static final Duration EVERY = Duration.ofSeconds(2);

  @Bean
  TopicCheck kafkaTopicCheck(KafkaSettings settings, Environment environment) {
    return new TopicCheck(
        settings,
        KafkaSecurity.clientSettings(environment),
        environment.getProperty("spring.application.name", "waybill") + "-health");
  }

  @Bean
  Watch kafkaHealthIndicator(
      TopicCheck topics, KafkaSettings settings, MeasuredClients clients, MeterRegistry meters) {
    KafkaHealth health = new KafkaHealth(settings.brokers());
    GroupLag lag = new GroupLag(meters);
    return new Watch("kafka", () -> check(topics, health, clients, lag), EVERY);
  }

  private static Health check(
      TopicCheck topics, KafkaHealth health, MeasuredClients clients, GroupLag lag) {
    try {
      KafkaFinding finding = topics.ask();
      if (finding.problem() == null) {
        lag.read(topics.admin(), clients.groups());
      } else {
        lag.unknown();
      }
      return health.of(finding);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return Health.outOfService().build();
    }
  }
}
