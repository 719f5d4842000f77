package io.waybill.events.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.health.BackgroundParts;
import io.waybill.health.WatchedConsumer;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SteadyConsumerTest {
  private static final TopicPartition PARTITION = new TopicPartition("orders", 0);

  private final MockConsumer<Object, Object> kafka = new MockConsumer<>("earliest");
  private final CamelContext camel = new DefaultCamelContext();
  private final WatchedConsumer watch = new WatchedConsumer(camel, settings());
  private final Consumer<Object, Object> prompt =
      SteadyConsumer.of(
          () -> kafka, new HeldRecords(500, 4 << 20), watch, none(), Duration.ofSeconds(5), true);

  @AfterEach
  void stop() {
    camel.stop();
  }

  @BeforeEach
  void assign() {
    camel.start();
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

  static List<Throwable> failures() {
    return List.of(
        new KafkaException("whatever"),
        new SaslAuthenticationException("wrong password"),
        new GroupAuthorizationException("group"),
        new FencedInstanceIdException("another one"),
        new InvalidTopicException("no name"),
        new OffsetOutOfRangeException(Map.of(PARTITION, 7L)),
        new RecordTooLargeException("for an old broker"),
        new WakeupException(),
        new IllegalStateException("Unexpected error code 99"),
        new OutOfMemoryError("for a moment"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void goesOnWhateverAPollThrowsAndSkipsNothing(Throwable failure) {
    kafka.schedulePollTask(() -> sneakyThrow(failure));
    assertThat(poll()).isZero();
    add(0);

    await().until(() -> poll() == 1);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> void sneakyThrow(Throwable failure) throws T {
    throw (T) failure;
  }

  @Test
  void aClientThatCannotBeMadeIsMadeLater() {
    Iterator<Supplier<Consumer<Object, Object>>> clients =
        List.<Supplier<Consumer<Object, Object>>>of(
                () -> {
                  throw new KafkaException("No resolvable bootstrap urls");
                },
                () -> kafka)
            .iterator();
    Consumer<Object, Object> steady =
        SteadyConsumer.of(
            () -> clients.next().get(),
            new HeldRecords(500, 4 << 20),
            watch,
            none(),
            Duration.ofSeconds(5),
            false);
    steady.assign(List.of(PARTITION));
    assertThat(steady.assignment()).isEmpty();
    add(0);

    await().until(() -> steady.poll(Duration.ZERO).count() == 1);
  }

  @Test
  void aBatchIsBoundedByBytes() {
    Consumer<Object, Object> small =
        SteadyConsumer.of(
            () -> kafka, new HeldRecords(500, 100), watch, none(), Duration.ofSeconds(5), false);
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

  @Test
  void aConsumerThatIsClosedThoughItsApplicationRunsIsDown() {
    poll();
    assertThat(BackgroundParts.of(camel).isUp("consumer")).isTrue();

    prompt.close();

    assertThat(BackgroundParts.of(camel).isUp("consumer")).isFalse();
    assertThat(BackgroundParts.of(camel).of("consumer").get(0).state().reason()).contains("closed");
  }

  @Test
  void aDeniedTopicIsNamedAndTheConsumerIsUp() {
    kafka.schedulePollTask(() -> sneakyThrow(new TopicAuthorizationException(Set.of("orders"))));
    poll();
    poll();

    BackgroundParts parts = BackgroundParts.of(camel);
    assertThat(parts.of("topics").get(0).state().reason())
        .isEqualTo("fails: Not authorized to access topics: [orders]");
    assertThat(parts.of("consumer").get(0).state().reason()).isNull();
    assertThat(parts.isUp("consumer")).isTrue();
  }

  private static ReadPositions none() {
    return new ReadPositions(
        () -> {
          throw new KafkaException("no broker in this test");
        },
        "billing");
  }

  private static Properties settings() {
    Properties settings = new Properties();
    settings.put("group.id", "billing");
    return settings;
  }

  private void add(long offset) {
    kafka.addRecord(new ConsumerRecord<>("orders", 0, offset, "key", "value"));
  }

  private int poll() {
    return prompt.poll(Duration.ZERO).count();
  }
}
