package io.waybill.service.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.waybill.local.LocalKafka;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.health.contributor.Status;
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

  @Test
  void counts_what_a_group_has_not_committed() throws Exception {
    try (LocalKafka kafka = LocalKafka.start();
        TopicCheck topics =
            new TopicCheck(
                new KafkaSettings(kafka.bootstrapServers(), List.of()), Map.of(), "test")) {
      kafka.createTopics("resource.created");
      try (KafkaProducer<String, String> producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", kafka.bootstrapServers()),
              new StringSerializer(),
              new StringSerializer())) {
        for (int i = 0; i < 3; i++) {
          producer.send(new ProducerRecord<>("resource.created", 0, "key", "value")).get();
        }
      }
      topics.ask();
      topics
          .admin()
          .alterConsumerGroupOffsets(
              "readers",
              Map.of(new TopicPartition("resource.created", 0), new OffsetAndMetadata(1)))
          .all()
          .get();
      MeterRegistry meters = new SimpleMeterRegistry();
      GroupLag lag = new GroupLag(meters);

      lag.read(topics.admin(), Set.of("readers"));
      assertThat(
              meters
                  .get("kafka.consumer.group.lag")
                  .tags("group", "readers", "topic", "resource.created", "partition", "0")
                  .gauge()
                  .value())
          .isEqualTo(2);

      lag.unknown();
      assertThat(meters.find("kafka.consumer.group.lag").gauges()).isEmpty();
    }
  }
}
