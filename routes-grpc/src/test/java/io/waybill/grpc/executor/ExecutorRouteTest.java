package io.waybill.grpc.executor;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.TracerProvider;
import io.waybill.grpc.RouteTest;
import java.util.Map;
import org.apache.camel.spi.Registry;

/** A test of the executor's routes, with the beans and settings that they name. */
abstract class ExecutorRouteTest extends RouteTest {
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  abstract TasksInHand tasks();

  @Override
  protected void bind(Registry registry) {
    registry.bind("tasksInHand", tasks());
    registry.bind("waitingResources", new WaitingResources());
    registry.bind("taskOutcomes", new TaskOutcomes(TasksInHandTest.SETTINGS));
    registry.bind("taskSpans", new TaskSpans(TracerProvider.noop().get("test")));
    TaskActions actions = new TaskActions(context);
    registry.bind("taskActions", actions);
    registry.bind("taskMeters", new TaskMeters(meters, actions));
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
