package io.waybill.service.kafka;

import io.waybill.service.health.Watch;
import java.time.Duration;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
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
  Watch kafkaHealthIndicator(TopicCheck topics, KafkaSettings settings) {
    KafkaHealth health = new KafkaHealth(settings.brokers());
    return new Watch("kafka", () -> check(topics, health), EVERY);
  }

  private static Health check(TopicCheck topics, KafkaHealth health) {
    try {
      return health.of(topics.ask());
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return Health.outOfService().build();
    }
  }
}
