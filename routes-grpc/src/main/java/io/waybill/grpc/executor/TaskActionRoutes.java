package io.waybill.grpc.executor;

import java.util.List;
import java.util.Map;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/**
 * The built-in actions. A further action is one more route {@code direct:action-<name>}: its body
 * is a map with {@code task_id}, {@code resource_id}, {@code action}, {@code attempt} and {@code
 * metadata}; the body at its end, as text, is the task's result; an exception is a failed attempt.
 */
@Component
final class TaskActionRoutes extends RouteBuilder {
  /** Those of the tasks that {@code sql/tasks/from-events.sql} makes, and that of any other. */
  private static final List<String> ACTIONS =
      List.of(
          "process_new_resource", "reprocess_resource", "cleanup_resource", TaskActions.DEFAULT);

  @Override
  public void configure() {
    // The executor logs a failed attempt, once, and repeats it.
    errorHandler(noErrorHandler());

    for (String action : ACTIONS) {
      from("direct:action-" + action)
          .routeId("action-" + action)
          .setBody()
          .body(Map.class, TaskActionRoutes::done);
    }
  }

  private static String done(Map<?, ?> task) {
    return task.get("action") + " done for resource " + task.get("resource_id");
  }
}
