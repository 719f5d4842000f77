package io.waybill.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.events.CloudEventHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class OrderedProducerTest {
  private final List<MockProducer<String, String>> opened = new ArrayList<>();
  private final Producer<String, String> producer = OrderedProducer.of(this::open);

  private MockProducer<String, String> open() {
    MockProducer<String, String> mock =
        new MockProducer<>(false, null, new StringSerializer(), new StringSerializer());
    opened.add(mock);
    return mock;
  }

  @Test
  void stopsAtTheFirstFailureAndRefusesWhatComesAfter() {
    Future<RecordMetadata> first = producer.send(event("1"));
    Future<RecordMetadata> second = producer.send(event("2"));
    opened.get(0).errorNext(new TimeoutException("no answer"));

    Future<RecordMetadata> third = producer.send(event("3"));

    assertThat(opened.get(0).closed()).isTrue();
    assertThat(opened).hasSize(1);
    assertThatThrownBy(third::get).hasRootCauseInstanceOf(TimeoutException.class);
    assertThatThrownBy(first::get).hasRootCauseInstanceOf(TimeoutException.class);
    assertThat(second.isDone()).isFalse();
  }

  @Test
  void opensANewProducerOnceTheSenderWasTold() throws Exception {
    Future<RecordMetadata> first = producer.send(event("1"));
    opened.get(0).errorNext(new TimeoutException("no answer"));
    assertThatThrownBy(first::get).isInstanceOf(ExecutionException.class);

    Future<RecordMetadata> again = producer.send(event("1"));
    opened.get(1).completeNext();

    assertThat(again.get().hasOffset()).isTrue();
    assertThat(opened.get(1).history()).hasSize(1);
  }

  @Test
  void namesTheEventThatKafkaWillNeverTake() {
    Future<RecordMetadata> result = producer.send(event("42"));
    opened.get(0).errorNext(new RecordTooLargeException("2 MiB"));

    assertThatThrownBy(result::get)
        .cause()
        .isInstanceOfSatisfying(
            EventRefusedException.class, e -> assertThat(e.eventId()).isEqualTo("42"))
        .hasMessageContaining("2 MiB");
  }

  @Test
  void lateFailuresOfAnOldProducerChangeNothing() throws Exception {
    Future<RecordMetadata> failed = producer.send(event("1"));
    Future<RecordMetadata> late = producer.send(event("2"));
    opened.get(0).errorNext(new TimeoutException("no answer"));
    Future<RecordMetadata> refused = producer.send(event("3"));
    assertThatThrownBy(refused::get).isInstanceOf(ExecutionException.class);
    Future<RecordMetadata> again = producer.send(event("1"));

    opened.get(0).errorNext(new TimeoutException("late"));

    opened.get(1).completeNext();
    assertThat(again.get().hasOffset()).isTrue();
    assertThat(opened.get(1).closed()).isFalse();
    assertThat(failed.isDone()).isTrue();
    assertThat(late.isDone()).isTrue();
  }

  @Test
  void saysFromWhichEventOnNothingIsAcknowledged() throws Exception {
    Future<RecordMetadata> first = producer.send(event("1"));
    Future<RecordMetadata> second = producer.send(event("2"));
    Future<RecordMetadata> third = producer.send(event("3"));
    opened.get(0).completeNext();
    opened.get(0).errorNext(new TimeoutException("no answer"));

    assertThat(first.get().hasOffset()).isTrue();
    assertThatThrownBy(second::get)
        .isInstanceOfSatisfying(
            PartlyPublishedException.class, e -> assertThat(e.eventId()).isEqualTo("2"));
    assertThat(third.isDone()).isFalse();
  }

  @Test
  void stopsAlsoAtAnOlderRecordAfterOneThatWasNotEvenQueued() {
    Future<RecordMetadata> first = producer.send(event("1"));
    Future<RecordMetadata> second = producer.send(event("2"));
    opened.get(0).sendException = new TopicAuthorizationException("denied");
    Future<RecordMetadata> unsent = producer.send(event("3"));

    opened.get(0).errorNext(new TimeoutException("no answer"));

    assertThat(opened.get(0).closed()).isTrue();
    assertThat(second.isDone()).isFalse();
    assertThat(unsent.isDone()).isTrue();
    assertThatThrownBy(first::get)
        .isInstanceOfSatisfying(
            PartlyPublishedException.class, e -> assertThat(e.eventId()).isEqualTo("1"));
  }

  @Test
  void keepsAProducerThatHasNothingElseUnderWayWhenATopicIsRefused() throws Exception {
    Future<RecordMetadata> refused = producer.send(event("1"));
    opened.get(0).errorNext(new TopicAuthorizationException("denied"));

    assertThatThrownBy(refused::get)
        .cause()
        .isInstanceOfSatisfying(
            TopicRefusedException.class, e -> assertThat(e.topic()).isEqualTo("orders"))
        .hasMessageStartingWith("Kafka denies writing to topic orders");
    assertThat(producer.send(event("2")).isDone()).isFalse();
    assertThat(opened).hasSize(1);
    assertThat(opened.get(0).closed()).isFalse();
  }

  @Test
  void hasNoTransactions() {
    assertThatThrownBy(producer::beginTransaction)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("transacted");
  }

  private static ProducerRecord<String, String> event(String id) {
    ProducerRecord<String, String> record = new ProducerRecord<>("orders", "key", "{}");
    record.headers().add(CloudEventHeaders.ID, id.getBytes(StandardCharsets.UTF_8));
    return record;
  }
}
