package io.waybill.grpc.executor;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.waybill.grpc.RouteTest;
import java.util.Map;
import org.apache.camel.RoutesBuilder;
import org.junit.jupiter.api.Test;

class TaskFigureRoutesTest extends RouteTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @Override
  protected Map<String, String> properties() {
    return Map.of("waybill.operator.figures-period", "1000000");
  }

  @Override
  protected RoutesBuilder createRouteBuilder() {
    return new TaskFigureRoutes(new TaskMeters(meters, new TaskActions(context)));
  }

  @Test
  void figuresAreWhatTheDatabaseSaysAndUnknownWhileItIsAway() throws Exception {
    weave("task-figures", true, "task-figures-row");
    context.start();
    reply(
        getMockEndpoint("mock:task-figures-row"),
        Map.of("pending", 7L, "processing", 2L, "oldest_age", 12.5));
    template.sendBody("direct:test", "");
    assertThat(unfinished("pending")).isEqualTo(7);
    assertThat(unfinished("processing")).isEqualTo(2);
    assertThat(meters.get("tasks.oldest.pending.age.seconds").gauge().value()).isEqualTo(12.5);

    getMockEndpoint("mock:task-figures-row")
        .whenAnyExchangeReceived(
            exchange -> {
              throw new IllegalStateException("away");
            });
    template.sendBody("direct:test", "");
    assertThat(unfinished("pending")).isNaN();
  }

  private double unfinished(String status) {
    return meters.get("tasks.unfinished").tag("status", status).gauge().value();
  }
}
