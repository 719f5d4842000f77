package io.waybill.grpc.api;

import java.util.Map;

/**
 * One page of a list.
 *
 * @param before only tasks created before the one with this {@code queue_seq}
 */
record Page(int size, String resourceId, String status, long before) {
  /**
   * For the statements {@code sql/tasks/list-*.sql}: one more than the page, to see whether there
   * is a next one.
   */
  Map<String, Object> parameters() {
    return Map.of("resourceId", resourceId, "status", status, "before", before, "limit", size + 1);
  }
}
