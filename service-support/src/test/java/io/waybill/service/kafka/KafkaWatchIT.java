package io.waybill.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.local.LocalKafka;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class KafkaWatchIT {

  @Test
  void names_the_topics_that_are_missing_until_they_are_there(CapturedOutput output)
      throws Exception {
    try (LocalKafka kafka = LocalKafka.start()) {
      kafka.createTopics("resource.created");
      String brokers = kafka.bootstrapServers();
      KafkaHealth health = new KafkaHealth(brokers);
      try (TopicCheck topics =
          new TopicCheck(
              new KafkaSettings(brokers, List.of("resource.created", "task.process", "gone")),
              Map.of(),
              "test")) {

        assertThat(health.of(topics.ask()).getDetails())
            .containsEntry("missingTopics", List.of("task.process", "gone"));
        health.of(topics.ask());
        assertThat(output)
            .containsOnlyOnce(
                "Kafka at %s lacks the topics task.process, gone: create".formatted(brokers));

        kafka.createTopics("task.process", "gone");
        await().until(() -> health.of(topics.ask()).getStatus().equals(Status.UP));

        kafka.stop();
        assertThat(health.of(topics.ask()).getStatus()).isEqualTo(Status.DOWN);
        assertThat(output)
            .contains("Waiting for Kafka at " + brokers + ": no broker answers within 3 s");

        kafka.restart();
        await().until(() -> health.of(topics.ask()).getStatus().equals(Status.UP));
      }
    }
  }
}
