package io.waybill.benchmarks.grpc.plain;

import com.github.f4b6a3.uuid.UuidCreator;
import com.google.protobuf.Timestamp;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.waybill.proto.task.v1.GetTaskStatusRequest;
import io.waybill.proto.task.v1.GetTaskStatusResponse;
import io.waybill.proto.task.v1.ProcessTaskRequest;
import io.waybill.proto.task.v1.ProcessTaskResponse;
import io.waybill.proto.task.v1.TaskServiceGrpc;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/** Two calls of the service, each with one statement. */
final class Tasks extends TaskServiceGrpc.TaskServiceImplBase {
  private static final String SELECT =
      "SELECT id, resource_id, action, status, result, created_at, updated_at FROM tasks WHERE id = ?";

  private final JdbcTemplate jdbc;
  private final NamedParameterJdbcTemplate named;
  private final String insert;

  Tasks(JdbcTemplate jdbc) throws IOException {
    this.jdbc = jdbc;
    this.named = new NamedParameterJdbcTemplate(jdbc);
    try (InputStream statement = Tasks.class.getResourceAsStream("/sql/process-task.sql")) {
      this.insert = new String(statement.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Override
  public void processTask(
      ProcessTaskRequest request, StreamObserver<ProcessTaskResponse> observer) {
    if (request.getResourceId().isEmpty() || request.getAction().isEmpty()) {
      observer.onError(Status.INVALID_ARGUMENT.asRuntimeException());
      return;
    }
    MapSqlParameterSource values =
        new MapSqlParameterSource()
            .addValue("taskId", UuidCreator.getTimeOrderedEpoch().toString())
            .addValue("eventId", UuidCreator.getTimeOrderedEpoch().toString())
            .addValue("resourceId", request.getResourceId())
            .addValue("action", request.getAction())
            .addValue("metadata", null)
            .addValue("traceparent", null)
            .addValue("correlationId", null);
    observer.onNext(
        named.queryForObject(
            insert,
            values,
            (row, number) ->
                ProcessTaskResponse.newBuilder()
                    .setTaskId(row.getString("id"))
                    .setStatus(row.getString("status"))
                    .setCreatedAt(ofMicros(row.getLong("created_micros")))
                    .build()));
    observer.onCompleted();
  }

  @Override
  public void getTaskStatus(
      GetTaskStatusRequest request, StreamObserver<GetTaskStatusResponse> observer) {
    jdbc.query(SELECT, (row, number) -> task(row), request.getTaskId()).stream()
        .findFirst()
        .ifPresentOrElse(
            task -> {
              observer.onNext(task);
              observer.onCompleted();
            },
            () -> observer.onError(Status.NOT_FOUND.asRuntimeException()));
  }

  private static GetTaskStatusResponse task(ResultSet row) throws SQLException {
    return GetTaskStatusResponse.newBuilder()
        .setTaskId(row.getString(1))
        .setResourceId(row.getString(2))
        .setAction(row.getString(3))
        .setStatus(row.getString(4))
        .setResult(Objects.toString(row.getString(5), ""))
        .setCreatedAt(of(row.getObject(6, LocalDateTime.class)))
        .setUpdatedAt(of(row.getObject(7, LocalDateTime.class)))
        .build();
  }

  private static Timestamp of(LocalDateTime utc) {
    Instant time = utc.toInstant(ZoneOffset.UTC);
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  private static Timestamp ofMicros(long micros) {
    return Timestamp.newBuilder()
        .setSeconds(Math.floorDiv(micros, 1_000_000L))
        .setNanos((int) Math.floorMod(micros, 1_000_000L) * 1_000)
        .build();
  }
}
