package io.waybill.rest.resource;

import io.waybill.service.http.EdgeHeaders;
import java.util.Set;

/** The headers of the calls. */
final class ResourceHeaders {
  private ResourceHeaders() {}

  /** Those that pass between HTTP and the routes. */
  static EdgeHeaders atTheEdge() {
    return new EdgeHeaders(
        Set.of(
            "content-type",
            "idempotency-key",
            "if-match",
            "if-none-match",
            "traceparent",
            "tracestate"),
        Set.of(
            "content-type",
            "etag",
            "idempotent-replayed",
            "link",
            "location",
            "retry-after",
            "x-total-count"));
  }
}
