package io.waybill.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The relay's routes without servers: the outbox and Kafka are woven out. */
class OutboxRoutesTest {
  private final CamelContext camel = new DefaultCamelContext();

  @BeforeEach
  void start() throws Exception {
    Map.of(
            "outbox.period", "1000000",
            "outbox.batch-size", "500",
            "outbox.spacing", "1",
            "outbox.max-event-size", "1048576",
            "outbox.producer-batch-size", "16384",
            "outbox.retention", "P7D",
            "outbox.retention-period", "1000000")
        .forEach(camel.getPropertiesComponent()::addInitialProperty);
    camel.addRoutes(new OutboxRoutes("/test"));
    weave("outbox-tick", "tick");
    weave("outbox-relay", "publish-events");
    weave("outbox-retention", "say-deleted");
    camel.start();
  }

  @AfterEach
  void stop() {
    camel.stop();
  }

  @Test
  void aTickWakesTheRelay() throws Exception {
    assertThat(run("outbox-tick", null).getException()).isNull();
    assertArrived("tick", 1);
  }

  @Test
  void whatTheOutboxEmitsIsPublished() throws Exception {
    assertThat(run("outbox-relay", List.of("event")).getException()).isNull();
    assertArrived("publish-events", 1);
  }

  @Test
  void aFailureReachesTheOutboxSoThatNothingIsMarked() {
    camel
        .getEndpoint("mock:publish-events", MockEndpoint.class)
        .whenAnyExchangeReceived(
            exchange -> {
              throw new IllegalStateException("Kafka is away");
            });

    assertThat(run("outbox-relay", List.of("event")).getException()).hasMessage("Kafka is away");
  }

  @Test
  void retentionSaysWhatItDeleted() throws Exception {
    assertThat(run("outbox-retention", 17).getException()).isNull();
    assertArrived("say-deleted", 1);
  }

  private void weave(String routeId, String node) throws Exception {
    AdviceWith.adviceWith(
        camel,
        routeId,
        route -> {
          route.replaceFromWith("direct:" + routeId);
          route.weaveById(node).replace().to("mock:" + node);
        });
  }

  private Exchange run(String routeId, Object body) {
    return camel
        .createProducerTemplate()
        .request("direct:" + routeId, exchange -> exchange.getMessage().setBody(body));
  }

  private void assertArrived(String node, int count) throws Exception {
    MockEndpoint mock = camel.getEndpoint("mock:" + node, MockEndpoint.class);
    mock.expectedMessageCount(count);
    mock.assertIsSatisfied();
  }
}
