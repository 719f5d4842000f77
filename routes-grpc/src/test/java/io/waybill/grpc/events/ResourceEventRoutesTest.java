package io.waybill.grpc.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.waybill.contract.EventContract;
import io.waybill.grpc.RouteTest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;

class ResourceEventRoutesTest extends RouteTest {
  private static final List<String> TOPICS = EventContract.topics("routes-grpc", "receive");

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @Override
  protected RoutesBuilder createRouteBuilder() {
    return new ResourceEventRoutes(new ConsumedMessages(meters, TOPICS));
  }

  @Override
  protected Map<String, String> properties() {
    return Map.of(
        "waybill.dead-letters.topic",
        "dead-letter.grpc",
        "waybill.kafka.consumed-topics",
        String.join(",", TOPICS));
  }

  @Test
  void theStatementKnowsAnActionForEachTopic() throws IOException {
    assertThat(quotedAfter("WHEN", "/sql/tasks/from-events.sql"))
        .as("sql/tasks/from-events.sql: the topics that asyncapi.yaml says routes-grpc receives")
        .containsExactlyInAnyOrderElementsOf(TOPICS);
  }

  private MockEndpoint weaveAll() throws Exception {
    weave("resource-events", true);
    AdviceWith.adviceWith(
        context,
        "tasks-from-events",
        route ->
            route
                .weaveById("columns")
                .replace()
                .setBody()
                .constant(
                    Map.of(
                        "types",
                        new String[] {
                          "resource.created", "resource.created", "resource.deleted"
                        })));
    weave(
        "tasks-from-events",
        false,
        "tasks-and-events",
        "wake-relay-for-tasks",
        "wake-executor-for-tasks");
    context.start();
    return getMockEndpoint("mock:tasks-and-events");
  }

  @Test
  void aBatchBecomesOneStatementAndIsCountedByTopic() throws Exception {
    weaveAll().expectedMessageCount(1);
    getMockEndpoint("mock:wake-relay-for-tasks").expectedMessageCount(1);
    getMockEndpoint("mock:wake-executor-for-tasks").expectedMessageCount(1);
    template.sendBody("direct:test", List.of());
    MockEndpoint.assertIsSatisfied(context);
    assertThat(consumed("resource.created")).isEqualTo(2);
    assertThat(consumed("resource.deleted")).isEqualTo(1);
    assertThat(consumed("resource.updated")).isZero();
  }

  @Test
  void aFailureReachesTheSourceAndCountsNothing() throws Exception {
    weaveAll()
        .whenAnyExchangeReceived(
            exchange -> {
              throw new IllegalStateException("away");
            });
    getMockEndpoint("mock:wake-relay-for-tasks").expectedMessageCount(0);
    assertThatThrownBy(() -> template.sendBody("direct:test", List.of()))
        .hasRootCauseMessage("away");
    MockEndpoint.assertIsSatisfied(context);
    assertThat(consumed("resource.created")).isZero();
  }

  private double consumed(String topic) {
    return meters.get("kafka.consumer.messages.consumed").tag("topic", topic).counter().count();
  }
}
