package io.waybill.operator;

import io.waybill.service.problem.Problem;
import io.waybill.service.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;

/** Refuses forms: Camel would make headers of their fields, also where a call has no body. */
final class FormBodyFilter extends HttpFilter {
  private static final Pattern FORM =
      Pattern.compile("(?i)application/x-www-form-urlencoded|multipart/form-data");

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String type = request.getContentType();
    if (type != null && FORM.matcher(type).lookingAt()) {
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
}
