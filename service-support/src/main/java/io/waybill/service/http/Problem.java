package io.waybill.service.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.boot.json.JsonWriter;

/** An error answer by RFC 9457. */
record Problem(String type, String title, int status, String detail, String instance) {
  private static final JsonWriter<Problem> JSON =
      JsonWriter.of(
          members -> {
            members.add("type", Problem::type);
            members.add("title", Problem::title);
            members.add("status", Problem::status);
            members.add("detail", Problem::detail);
            members.add("instance", Problem::instance);
          });

  /** 503 with {@code Retry-After: 1}. */
  static void sendUnavailable(
      HttpServletRequest request, HttpServletResponse response, String detail) throws IOException {
    Problem problem =
        new Problem("about:blank", "Service Unavailable", 503, detail, request.getRequestURI());
    byte[] body = JSON.writeToString(problem).getBytes(StandardCharsets.UTF_8);
    response.setStatus(problem.status());
    response.setHeader("Retry-After", "1");
    response.setContentType("application/problem+json");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
    response.flushBuffer();
  }
}
