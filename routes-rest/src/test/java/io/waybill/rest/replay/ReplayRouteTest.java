package io.waybill.rest.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.events.ReceivedEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.ExchangeBuilder;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The replay's route without Kafka and database: up to the end that was there when it began. */
class ReplayRouteTest {
  private static final String TOPIC = "resource.created";
  private static final long END = 2;

  private final CamelContext camel = new DefaultCamelContext();
  private final ReplayProgress progress =
      new ReplayProgress(Map.of(new TopicPartition(TOPIC, 0), END));

  @BeforeEach
  void start() throws Exception {
    camel.getPropertiesComponent().addInitialProperty("waybill.kafka.published-topics", TOPIC);
    camel.addRoutes(new ReplayRoute(progress));
    AdviceWith.adviceWith(
        camel,
        "replay",
        route -> {
          route.replaceFromWith("direct:replay");
          route.weaveById("store-replayed").replace().to("mock:store");
        });
    camel.start();
  }

  @AfterEach
  void stop() {
    camel.stop();
  }

  @Test
  void isDoneAtTheEndThatWasThereWhenItBegan() {
    replay(event(0));
    assertThat(progress.end()).isNotDone();

    replay(event(1));
    assertThat(progress.end()).isCompletedWithValue(0L);
    assertThat(progress.events()).isEqualTo(2);
  }

  @Test
  void whatIsNoEventIsCountedAndNotStored() {
    replay(event(0), record(1, new RecordHeaders(), "no event"));

    assertThat(progress.end()).isCompletedWithValue(1L);
    List<?> stored = store().getReceivedExchanges().get(0).getMessage().getBody(List.class);
    assertThat(stored).singleElement().isInstanceOf(ReceivedEvent.class);
  }

  @Test
  void aBatchThatCannotBeStoredEndsTheReplay() {
    store()
        .whenAnyExchangeReceived(
            exchange -> {
              throw new IllegalStateException("the database is away");
            });

    replay(event(0), event(1));

    assertThat(progress.end()).isCompletedExceptionally();
    assertThat(progress.events()).isZero();
  }

  private MockEndpoint store() {
    return camel.getEndpoint("mock:store", MockEndpoint.class);
  }

  private void replay(Exchange... records) {
    camel
        .createProducerTemplate()
        .request("direct:replay", exchange -> exchange.getMessage().setBody(List.of(records)));
  }

  private Exchange event(long offset) {
    RecordHeaders headers = new RecordHeaders();
    Map.of(
            "ce_id",
            "00000000-0000-7000-8000-00000000000" + offset,
            "ce_type",
            TOPIC,
            "ce_subject",
            "r" + offset,
            "ce_sequence",
            "1",
            "ce_time",
            "2026-01-02T03:04:05Z")
        .forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
    return record(offset, headers, "{}");
  }

  private Exchange record(long offset, RecordHeaders headers, String body) {
    return ExchangeBuilder.anExchange(camel)
        .withHeader(KafkaConstants.TOPIC, TOPIC)
        .withHeader(KafkaConstants.PARTITION, 0)
        .withHeader(KafkaConstants.OFFSET, offset)
        .withHeader(KafkaConstants.HEADERS, headers)
        .withBody(body.getBytes(StandardCharsets.UTF_8))
        .build();
  }
}
