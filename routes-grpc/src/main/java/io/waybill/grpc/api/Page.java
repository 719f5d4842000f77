package io.waybill.grpc.api;

import java.util.Map;

/**
 * One page of a list.
 *
 * @param before only tasks created before the one with this {@code queue_seq}
 */
public record Page(int size, String resourceId, String status, long before) {
  /**
   * For the statements {@code sql/tasks/list-*.sql}: one more than the page, to see whether there
   * is a next one.
   */
  public Map<String, Object> getParameters() {
    return Map.of("resourceId", resourceId, "status", status, "before", before, "limit", size + 1);
  }
}
