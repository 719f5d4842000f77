package io.waybill.grpc.api;

import io.waybill.proto.task.v1.GetTaskStatusRequest;
import java.util.Map;

/** Reads a {@code GetTaskStatus} request into the parameters of {@code sql/tasks/get.sql}. */
final class TaskQuery {
  private TaskQuery() {}

  /** Checks the id; an id that no task can have is not found. */
  static Map<String, Object> read(GetTaskStatusRequest request) {
    FieldChecks checks = new FieldChecks();
    if (request.getTaskId().isEmpty()) {
      checks.add("task_id", "is required");
    }
    checks.storable("task_id", request.getTaskId()).orRefuse();
    return Map.of("taskId", request.getTaskId());
  }
}
