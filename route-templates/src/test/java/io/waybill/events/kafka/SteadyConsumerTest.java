package io.waybill.events.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SteadyConsumerTest {
  private static final TopicPartition PARTITION = new TopicPartition("orders", 0);

  private final MockConsumer<Object, Object> kafka =
      new MockConsumer<>(OffsetResetStrategy.EARLIEST);
  private final Consumer<Object, Object> prompt =
      SteadyConsumer.of(() -> kafka, new HeldRecords(500, 4 << 20), true);

  @BeforeEach
  void assign() {
    prompt.assign(List.of(PARTITION));
    kafka.updateBeginningOffsets(Map.of(PARTITION, 0L));
    kafka.updateEndOffsets(Map.of(PARTITION, 0L));
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
  void aPollThatFailsIsRepeatedWithoutLoss() {
    kafka.setPollException(new KafkaException("away"));
    assertThat(poll()).isZero();
    add(0);

    await().until(() -> poll() == 1);
  }

  @Test
  void aBatchIsBoundedByBytes() {
    Consumer<Object, Object> small =
        SteadyConsumer.of(() -> kafka, new HeldRecords(500, 100), false);
    for (int offset = 0; offset < 5; offset++) {
      kafka.addRecord(
          new ConsumerRecord<>(
              "orders",
              0,
              offset,
              0L,
              TimestampType.CREATE_TIME,
              0,
              offset == 2 ? 500 : 40,
              "k",
              "v",
              new RecordHeaders(),
              Optional.empty()));
    }

    assertThat(IntStream.range(0, 4).map(i -> small.poll(Duration.ZERO).count()).boxed().toList())
        .containsExactly(2, 1, 2, 0);
  }

  private void add(long offset) {
    kafka.addRecord(new ConsumerRecord<>("orders", 0, offset, "key", "value"));
  }

  private int poll() {
    return prompt.poll(Duration.ZERO).count();
  }
}
