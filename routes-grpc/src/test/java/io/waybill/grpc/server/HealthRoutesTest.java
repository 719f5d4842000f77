package io.waybill.grpc.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.grpc.RouteTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;

class HealthRoutesTest extends RouteTest {
  private final List<String> told = new ArrayList<>();

  /** Notes what it is told. */
  public static final class Noting {
    private final List<String> told;

    Noting(List<String> told) {
      this.told = told;
    }

    /** As {@link GrpcHealth#serving}. */
    public void serving() {
      told.add("serving");
    }

    /** As {@link GrpcHealth#notServing}. */
    public void notServing() {
      told.add("not serving");
    }
  }

  @Override
  protected void bind(Registry registry) {
    registry.bind("grpcHealth", new Noting(told));
  }

  @Override
  protected Map<String, String> properties() {
    return Map.of("grpc.health-interval", "100000");
  }

  @Override
  protected RoutesBuilder createRouteBuilder() {
    return new HealthRoutes();
  }

  @Test
  void healthFollowsTheDatabase() throws Exception {
    weave("grpc-health", true, "ask-database");
    context.start();
    getMockEndpoint("mock:ask-database")
        .whenExchangeReceived(1, exchange -> exchange.getMessage().setBody("off"));
    getMockEndpoint("mock:ask-database")
        .whenExchangeReceived(2, exchange -> exchange.getMessage().setBody("on"));
    template.sendBody("direct:test", "");
    template.sendBody("direct:test", "");
    getMockEndpoint("mock:ask-database")
        .whenAnyExchangeReceived(
            exchange -> {
              throw new IllegalStateException("away");
            });
    template.sendBody("direct:test", "");
    assertThat(told).containsExactly("serving", "not serving", "not serving");
  }
}
