package io.waybill.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.waybill.events.ReceivedEvent;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.apache.camel.test.spring.junit5.UseAdviceWith;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/** The worker's routes without servers: Kafka is replaced by direct:, the database by a mock. */
@CamelSpringBootTest
@UseAdviceWith
@SpringBootTest(
    properties = {
      "WORKER_DB_PASSWORD=unused",
      "waybill.migrate-at-start=false",
      "worker.retention-enabled=true"
    })
class EventRoutesTest {
  @Autowired CamelContext context;
  @Autowired ProducerTemplate camel;
  @Autowired MeterRegistry metrics;

  private MockEndpoint stored;

  @BeforeEach
  void replaceServers() throws Exception {
    if (!context.isStarted()) {
      weaveAndStart();
    }
    MockEndpoint.resetMocks(context);
    stored = context.getEndpoint("mock:stored", MockEndpoint.class);
  }

  private void weaveAndStart() throws Exception {
    AdviceWith.adviceWith(
        context, "consume-events", route -> route.replaceFromWith("direct:events"));
    AdviceWith.adviceWith(
        context,
        "store-events",
        route -> {
          route.weaveById("store-batch").replace().to("mock:stored");
        });
    AdviceWith.adviceWith(
        context,
        "events-retention",
        route -> {
          route.replaceFromWith("direct:deleted");
          route.weaveById("say-deleted").replace().to("mock:deleted");
        });
    context.start();
    context.getRouteController().startAllRoutes();
  }

  @Test
  void storesABatchAndCountsIt() throws Exception {
    List<ReceivedEvent> batch = List.of(event("task.process"), event("task.process"));
    stored.expectedBodiesReceived(List.of(batch));

    camel.sendBody("direct:events", batch);

    stored.assertIsSatisfied();
    assertThat(count("worker.messages.processed", "processed")).isEqualTo(2);
    assertThat(count("worker.db.operations", "success")).isEqualTo(1);
    assertThat(
            metrics.get("worker.processing.duration").tag("topic", "task.process").timer().count())
        .isEqualTo(1);
  }

  @Test
  void passesAFailureOnSoThatTheBatchIsReadAgain() {
    stored.whenAnyExchangeReceived(
        exchange -> {
          throw new IllegalStateException("the database is away");
        });

    Exchange answer =
        camel.request(
            "direct:events",
            exchange -> exchange.getMessage().setBody(List.of(event("task.process"))));

    assertThat(answer.getException()).hasMessage("the database is away");
    assertThat(count("worker.messages.processed", "error")).isEqualTo(1);
    assertThat(count("worker.db.operations", "error")).isEqualTo(1);
  }

  @Test
  void saysHowManyOldEventsWereDeleted() throws Exception {
    MockEndpoint deleted = context.getEndpoint("mock:deleted", MockEndpoint.class);
    deleted.expectedBodiesReceived(17);

    camel.sendBody("direct:deleted", 17);

    deleted.assertIsSatisfied();
  }

  private double count(String name, String status) {
    return metrics.get(name).tag("status", status).counter().count();
  }

  private static ReceivedEvent event(String topic) {
    return new ReceivedEvent(
        "018f3a5e-7d1c-7000-8000-000000000001",
        topic,
        "t-1",
        1,
        null,
        "r-1",
        "{}",
        null,
        null,
        topic,
        0,
        0);
  }
}
