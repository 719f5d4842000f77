package io.waybill.service.http;

import jakarta.servlet.http.HttpServletRequest;

/** The calls by which the service is watched; they are answered whatever else is going on. */
public final class Probes {
  private Probes() {}

  /** Whether the request is one: {@code /health}, what is below it, and {@code /metrics}. */
  public static boolean isOne(HttpServletRequest request) {
    // Not the URI, in which /health/../api is still to be resolved.
    String path = request.getServletPath();
    return path.equals("/health") || path.startsWith("/health/") || path.equals("/metrics");
  }
}
