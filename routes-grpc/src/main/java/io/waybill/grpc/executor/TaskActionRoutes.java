package io.waybill.grpc.executor;

import java.util.Map;
import org.apache.camel.builder.RouteBuilder;

/**
 * The built-in actions. A further action is one more route {@code direct:action-<name>}: its body
 * is a map with {@code task_id}, {@code resource_id}, {@code action}, {@code attempt} and {@code
 * metadata}; the body at its end, as text, is the task's result; an exception is a failed attempt.
 */
public class TaskActionRoutes extends RouteBuilder {
  @Override
  public void configure() {
    // The executor logs a failed attempt, once, and repeats it.
    errorHandler(noErrorHandler());

    from("direct:action-process_new_resource")
        .routeId("action-process_new_resource")
        .setBody()
        .body(Map.class, TaskActionRoutes::done)
        .id("process-new-resource");

    from("direct:action-reprocess_resource")
        .routeId("action-reprocess_resource")
        .setBody()
        .body(Map.class, TaskActionRoutes::done)
        .id("reprocess-resource");

    from("direct:action-cleanup_resource")
        .routeId("action-cleanup_resource")
        .setBody()
        .body(Map.class, TaskActionRoutes::done)
        .id("cleanup-resource");

    from("direct:action-default")
        .routeId("action-default")
        .setBody()
        .body(Map.class, TaskActionRoutes::done)
        .id("any-action");
  }

  private static String done(Map<?, ?> task) {
    return task.get("action") + " done for resource " + task.get("resource_id");
  }
}
