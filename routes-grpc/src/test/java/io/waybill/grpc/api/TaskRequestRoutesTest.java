package io.waybill.grpc.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.grpc.RouteTest;
import io.waybill.grpc.executor.ExecutorFailures;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;

class TaskRequestRoutesTest extends RouteTest {
  @Override
  protected Map<String, String> properties() {
    return Map.of("tasks.request-purge-period", "1000000");
  }

  @Override
  protected RoutesBuilder[] createRouteBuilders() {
    return new RoutesBuilder[] {
      new ExecutorFailures(), new TaskRequestRoutes(Duration.ofHours(24))
    };
  }

  @Test
  void deletesExpiredIdsUntilABatchIsNotFull() throws Exception {
    weave("task-requests-retention", true, "delete-expired-requests");
    context.start();
    AtomicInteger left = new AtomicInteger(2300);
    MockEndpoint delete = getMockEndpoint("mock:delete-expired-requests");
    delete.whenAnyExchangeReceived(
        exchange -> {
          int deleted = Math.min(1000, left.get());
          left.addAndGet(-deleted);
          exchange.getMessage().setHeader("CamelSqlUpdateCount", deleted);
        });
    delete.expectedMessageCount(3);

    template.sendBody("direct:test", "");

    delete.assertIsSatisfied();
    assertThat(left).hasValue(0);
    assertThat(parameters(delete)).containsEntry("requestRetention", 86_400.0);
  }
}
