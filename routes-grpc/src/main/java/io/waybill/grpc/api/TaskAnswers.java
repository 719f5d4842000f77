package io.waybill.grpc.api;

import com.google.protobuf.Timestamp;
import io.waybill.grpc.server.CallRefused;
import io.waybill.proto.task.v1.GetTaskStatusResponse;
import io.waybill.proto.task.v1.ProcessTaskResponse;
import java.util.Map;
import java.util.Objects;

/** Makes the answers from rows of {@code tasks}. */
final class TaskAnswers {
  private static final long MICROS = 1_000_000;

  private TaskAnswers() {}

  /** The answer to {@code ProcessTask}. */
  static ProcessTaskResponse accepted(Map<?, ?> row) {
    if (Boolean.FALSE.equals(row.get("same_request"))) {
      throw new FieldChecks()
          .add("request_id", "was used for another request; use a new one for each new task")
          .refusal();
    }
    return ProcessTaskResponse.newBuilder()
        .setTaskId(text(row, "id"))
        .setStatus(text(row, "status"))
        .setCreatedAt(time(row, "created_micros"))
        .build();
  }

  /** The answer to {@code GetTaskStatus}; without a row the task is not found. */
  static GetTaskStatusResponse status(Map<?, ?> row) {
    if (row == null) {
      throw CallRefused.notFound("TASK_NOT_FOUND", "There is no task with this task_id.");
    }
    return GetTaskStatusResponse.newBuilder()
        .setTaskId(text(row, "id"))
        .setResourceId(text(row, "resource_id"))
        .setAction(text(row, "action"))
        .setStatus(text(row, "status"))
        .setResult(text(row, "result"))
        .setCreatedAt(time(row, "created_micros"))
        .setUpdatedAt(time(row, "updated_micros"))
        .build();
  }

  static String text(Map<?, ?> row, String column) {
    return Objects.toString(row.get(column), "");
  }

  static Timestamp time(Map<?, ?> row, String column) {
    long micros = ((Number) row.get(column)).longValue();
    return Timestamp.newBuilder()
        .setSeconds(Math.floorDiv(micros, MICROS))
        .setNanos((int) Math.floorMod(micros, MICROS) * 1000)
        .build();
  }
}
