package io.waybill.grpc.executor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.tracing.LogContext;
import java.util.Map;

/**
 * A claimed task.
 *
 * @param attempt the number of this attempt, from 1; a lapsed attempt's outcome is known by it
 * @param sequence the number of the event that made it, or null
 * @param overdue whether it has waited for the task of the event before it, which did not come
 */
record Task(
    String id,
    String resourceId,
    String action,
    int attempt,
    Long sequence,
    boolean overdue,
    Map<String, String> metadata,
    int metadataBytes,
    String traceparent,
    String correlationId) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, String>> METADATA = new TypeReference<>() {};

  /** From a row of {@code sql/executor/claim.sql}. */
  static Task of(Map<String, Object> row) {
    Number sequence = (Number) row.get("source_sequence");
    String metadata = (String) row.get("metadata");
    return new Task(
        (String) row.get("id"),
        (String) row.get("resource_id"),
        (String) row.get("action"),
        ((Number) row.get("attempts")).intValue(),
        sequence == null ? null : sequence.longValue(),
        Boolean.TRUE.equals(row.get("overdue")),
        metadata(metadata),
        metadata == null ? 0 : metadata.length(),
        (String) row.get("traceparent"),
        (String) row.get("correlation_id"));
  }

  private static Map<String, String> metadata(String json) {
    try {
      return json == null ? Map.of() : JSON.readValue(json, METADATA);
    } catch (JsonProcessingException e) {
      // Not written by this service. It must not hold up the other tasks of its batch.
      return Map.of();
    }
  }

  /** The same task with another trace context. */
  Task withTraceparent(String other) {
    return new Task(
        id,
        resourceId,
        action,
        attempt,
        sequence,
        overdue,
        metadata,
        metadataBytes,
        other,
        correlationId);
  }

  /** Runs what logs about the task outside its span, as part of the request that made the task. */
  void log(Runnable line) {
    LogContext.of(traceparent, correlationId, line);
  }

  /** For log lines, which have no metadata. */
  @Override
  public String toString() {
    return "Task " + id + " (" + action + " of resource " + resourceId + ")";
  }
}
