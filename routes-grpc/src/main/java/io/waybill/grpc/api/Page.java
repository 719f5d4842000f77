package io.waybill.grpc.api;

import java.util.HashMap;

/** One page of a list; as a map, the parameters of {@code sql/tasks/list-*.sql}. */
final class Page extends HashMap<String, Object> {
  private final int size;
  private final String resourceId;
  private final String status;

  /**
   * @param before only tasks created before the one with this {@code queue_seq}
   */
  Page(int size, String resourceId, String status, long before) {
    this.size = size;
    this.resourceId = resourceId;
    this.status = status;
    put("resourceId", resourceId);
    put("status", status);
    put("before", before);
    // One more than the page, to see whether there is a next one.
    put("limit", size + 1);
  }

  int pageSize() {
    return size;
  }

  boolean isOfResource() {
    return !resourceId.isEmpty();
  }

  boolean isOfStatus() {
    return !status.isEmpty();
  }

  String nextToken(long last) {
    return PageToken.of(last, resourceId, status);
  }
}
