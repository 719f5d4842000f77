package io.waybill.operator;

import io.waybill.service.problem.Problem;
import io.waybill.service.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;

/** Refuses forms: Camel would take them apart into headers, also of calls without a body. */
final class NoForms extends HttpFilter {

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (isForm(request.getContentType())) {
      ProblemWriter.write(
          Problem.of(
              415,
              "Send the body as application/json, or none where the call has none.",
              Map.of("Accept", "application/json")),
          request.getRequestURI(),
          response);
    } else {
      chain.doFilter(request, response);
    }
  }

  private static boolean isForm(String contentType) {
    String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
    return type.startsWith("application/x-www-form-urlencoded")
        || type.startsWith("multipart/form-data");
  }
}
