package io.waybill.grpc.executor;

import io.waybill.grpc.RouteTest;
import java.util.Map;
import org.apache.camel.spi.Registry;

/** A test of the executor's routes, with the settings that they name. */
abstract class ExecutorRouteTest extends RouteTest {
  /** Made with the routes, which need the context. */
  TestExecutor executor;

  TestExecutor newExecutor() {
    executor = new TestExecutor(TestExecutor.SETTINGS, context);
    return executor;
  }

  ClaimRoutes claimRoutes() {
    return new ClaimRoutes(executor.claims, executor.leases);
  }

  @Override
  protected void bind(Registry registry) {
    registry.bind("none", new NoTransaction());
  }

  @Override
  protected Map<String, String> properties() {
    return Map.of(
        "tasks.poll-interval", "1000000",
        "tasks.renew-interval", "1000000",
        "tasks.sweep-interval", "1000000",
        "tasks.queue-size", "10",
        "tasks.threads", "1");
  }
}
