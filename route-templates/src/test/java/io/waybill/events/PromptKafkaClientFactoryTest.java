package io.waybill.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PromptKafkaClientFactoryTest {
  private static final TopicPartition PARTITION = new TopicPartition("orders", 0);

  private final MockConsumer<Object, Object> kafka =
      new MockConsumer<>(OffsetResetStrategy.EARLIEST);
  private final Consumer<Object, Object> prompt = PromptKafkaClientFactory.prompt(kafka);

  @BeforeEach
  void assign() {
    prompt.assign(List.of(PARTITION));
    kafka.updateBeginningOffsets(Map.of(PARTITION, 0L));
  }

  @Test
  void aPollThatBroughtSomethingIsFollowedByOneThatBringsNothing() {
    add(0);
    assertThat(poll()).isEqualTo(1);
    add(1);

    assertThat(poll()).isZero();
    assertThat(poll()).isEqualTo(1);
  }

  @Test
  void aPollThatBroughtNothingIsFollowedByAPoll() {
    assertThat(poll()).isZero();
    add(0);

    assertThat(poll()).isEqualTo(1);
  }

  @Test
  void aFailureComesAsItIs() {
    kafka.setPollException(new KafkaException("away"));

    assertThatThrownBy(this::poll).isInstanceOf(KafkaException.class).hasMessage("away");
  }

  private void add(long offset) {
    kafka.addRecord(new ConsumerRecord<>("orders", 0, offset, "key", "value"));
  }

  private int poll() {
    return prompt.poll(Duration.ZERO).count();
  }
}
