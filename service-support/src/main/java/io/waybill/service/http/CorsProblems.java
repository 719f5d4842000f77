package io.waybill.service.http;

import io.waybill.service.problem.Problem;
import io.waybill.service.problem.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.DefaultCorsProcessor;

/** Refuses what CORS doesn't allow in the form of all other refusals. */
final class CorsProblems extends DefaultCorsProcessor {
  @Override
  public boolean processRequest(
      CorsConfiguration settings, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    boolean allowed = super.processRequest(settings, request, response);
    if (!allowed) {
      ProblemWriter.write(
          Problem.of(
              403,
              "A page of this origin may not make this call: its origin, method or headers are not"
                  + " among those that the settings waybill.cors.* of the service allow."),
          request.getRequestURI(),
          response);
    }
    return allowed;
  }

  /** Spring's would write text. */
  @Override
  protected void rejectRequest(ServerHttpResponse response) {}
}
