package io.waybill.service.kafka;

import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;

/** Turns findings into health, and says in the log what is missing: at once, then now and then. */
final class KafkaHealth {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaHealth.class);
  private static final Duration REPEAT_MESSAGE = Duration.ofSeconds(60);

  private final String brokers;
  private KafkaFinding last;
  private Instant lastMessage = Instant.MIN;

  KafkaHealth(String brokers) {
    this.brokers = brokers;
  }

  Health of(KafkaFinding finding) {
    tell(finding);
    if (finding.isUp()) {
      return Health.up().build();
    }
    Health.Builder down = Health.down();
    return finding.problem() != null
        ? down.withDetail("reason", finding.problem()).build()
        : down.withDetail("missingTopics", finding.missingTopics()).build();
  }

  private void tell(KafkaFinding finding) {
    boolean isNew = !finding.equals(last);
    Instant now = Instant.now();
    if (isNew || (!finding.isUp() && now.isAfter(lastMessage.plus(REPEAT_MESSAGE)))) {
      if (finding.problem() != null) {
        LOG.warn("Waiting for Kafka at {}: {}", brokers, finding.problem());
      } else if (!finding.isUp()) {
        LOG.warn(
            "Kafka at {} lacks {} {}: create what is missing, services make no topics",
            brokers,
            finding.missingTopics().size() == 1 ? "the topic" : "the topics",
            String.join(", ", finding.missingTopics()));
      } else {
        LOG.info("Kafka at {} answers and has all topics", brokers);
      }
      lastMessage = now;
    }
    last = finding;
  }
}
