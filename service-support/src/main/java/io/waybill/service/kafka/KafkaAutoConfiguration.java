package io.waybill.service.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.waybill.service.health.Watch;
import java.time.Duration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** How Camel makes its Kafka clients, and the watch over Kafka. */
@AutoConfiguration
class KafkaAutoConfiguration {
  /** As {@code camel.component.kafka.kafka-client-factory} names it. */
  @Bean
  MeasuredClients measuredKafkaClients(MeterRegistry meters) {
    return new MeasuredClients(meters);
  }

  /** {@code waybill.kafka.enabled=false} leaves it out. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnProperty(name = "waybill.kafka.enabled", matchIfMissing = true)
  @EnableConfigurationProperties(KafkaSettings.class)
  static class Watched {
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
}
