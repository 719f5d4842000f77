package io.waybill.service.kafka;

import java.util.List;

/**
 * What a look at Kafka has shown.
 *
 * @param problem why Kafka can't be reached, or null when it can
 * @param missingTopics the topics that are not there
 */
record KafkaFinding(String problem, List<String> missingTopics) {

  static KafkaFinding unreachable(String problem) {
    return new KafkaFinding(problem, List.of());
  }

  static KafkaFinding missing(List<String> topics) {
    return new KafkaFinding(null, List.copyOf(topics));
  }

  boolean isUp() {
    return problem == null && missingTopics.isEmpty();
  }
}
