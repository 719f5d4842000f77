package io.waybill.grpc.executor;

import java.util.LinkedHashMap;

/**
 * The body that an action's route gets: a map for its steps, which knows the task that it is of.
 */
final class ActionInput extends LinkedHashMap<String, Object> {
  private final transient Task task;

  ActionInput(Task task) {
    this.task = task;
    put("task_id", task.id());
    put("resource_id", task.resourceId());
    put("action", task.action());
    put("attempt", task.attempt());
    put("metadata", task.metadata());
  }

  Task task() {
    return task;
  }
}
