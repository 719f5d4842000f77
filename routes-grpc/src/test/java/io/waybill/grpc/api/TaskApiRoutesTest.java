package io.waybill.grpc.api;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.grpc.RouteTest;
import java.util.Map;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;

class TaskApiRoutesTest extends RouteTest {
  @Override
  protected Map<String, String> properties() {
    return Map.of(
        "grpc.host", "127.0.0.1",
        "grpc.port", "1",
        "grpc.max-message-size", "1024",
        "grpc.max-calls-per-connection", "1",
        "grpc.max-connection-age", "1000",
        "grpc.max-connection-age-grace", "1000");
  }

  @Override
  protected RoutesBuilder[] createRouteBuilders() {
    return new RoutesBuilder[] {
      new TaskApiRoutes(),
      new RouteBuilder() {
        @Override
        public void configure() {
          from("direct:process-task").to("mock:process");
          from("direct:get-task-status").to("mock:get");
          from("direct:list-tasks").to("mock:list");
        }
      }
    };
  }

  @Test
  void eachMethodHasItsRoute() throws Exception {
    weave("task-api", true);
    context.start();
    for (String mock : new String[] {"process", "get", "list"}) {
      getMockEndpoint("mock:" + mock).expectedMessageCount(1);
    }
    for (String method : new String[] {"processTask", "getTaskStatus", "listTasks"}) {
      template.sendBodyAndHeader("direct:test", "", "CamelGrpcMethodName", method);
    }
    MockEndpoint.assertIsSatisfied(context);
    assertThatThrownBy(
            () -> template.sendBodyAndHeader("direct:test", "", "CamelGrpcMethodName", "drop"))
        .hasRootCauseMessage("UNIMPLEMENTED: This method is not offered.");
  }
}
