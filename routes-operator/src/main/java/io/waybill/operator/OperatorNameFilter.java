package io.waybill.operator;

import io.waybill.service.http.WithHeader;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;

/** The audit shows the name in the access token, whatever X-Operator the caller sends. */
final class OperatorNameFilter extends HttpFilter {
  private static final int LONGEST = 100;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Principal operator = request.getUserPrincipal();
    chain.doFilter(
        operator == null
            ? request
            : new WithHeader(request, "X-Operator", printable(operator.getName())),
        response);
  }

  private static String printable(String name) {
    String printable = name.replaceAll("[^ -~]", "?");
    return printable.substring(0, Math.min(LONGEST, printable.length()));
  }
}
