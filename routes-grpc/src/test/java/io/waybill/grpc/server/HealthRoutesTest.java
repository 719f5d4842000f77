package io.waybill.grpc.server;

import static io.grpc.health.v1.HealthCheckResponse.ServingStatus.NOT_SERVING;
import static io.grpc.health.v1.HealthCheckResponse.ServingStatus.SERVING;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.waybill.grpc.RouteTest;
import java.util.Map;
import org.apache.camel.Processor;
import org.apache.camel.RoutesBuilder;
import org.junit.jupiter.api.Test;

class HealthRoutesTest extends RouteTest {
  private final GrpcHealth health = new GrpcHealth();

  @Override
  protected Map<String, String> properties() {
    return Map.of("grpc.health-interval", "100000");
  }

  @Override
  protected RoutesBuilder createRouteBuilder() {
    return new HealthRoutes(health);
  }

  @Test
  void healthFollowsTheDatabase() throws Exception {
    weave("grpc-health", true, "ask-database");
    context.start();
    health.started();
    assertThat(statusAfter(answer -> answer.getMessage().setBody("off"))).isEqualTo(SERVING);
    assertThat(statusAfter(answer -> answer.getMessage().setBody("on"))).isEqualTo(NOT_SERVING);
    assertThat(statusAfter(answer -> answer.getMessage().setBody("off"))).isEqualTo(SERVING);
    assertThat(
            statusAfter(
                answer -> {
                  throw new IllegalStateException("away");
                }))
        .isEqualTo(NOT_SERVING);
  }

  private ServingStatus statusAfter(Processor database) {
    getMockEndpoint("mock:ask-database").whenAnyExchangeReceived(database);
    template.sendBody("direct:test", "");
    return health.status();
  }
}
