package io.waybill.service.http;

import io.waybill.service.problem.Problem;
import io.waybill.service.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/**
 * Refuses paths that two programs could read differently, by the rules of Spring Security's
 * firewall. It runs with and without access tokens, so that both answer alike. The request goes on
 * without the firewall's wrapper: that one refuses headers which HTTP allows, such as names in
 * UTF-8, and does so at a moment when nobody expects it.
 */
final class PathFilter extends HttpFilter {
  private final transient HttpFirewall firewall = paths();

  /** Methods are the routes' to refuse, with 405. */
  private static HttpFirewall paths() {
    StrictHttpFirewall firewall = new StrictHttpFirewall();
    firewall.setUnsafeAllowAnyHttpMethod(true);
    return firewall;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (isAmbiguous(request)) {
      ProblemWriter.write(
          Problem.of(
              400,
              "The path is ambiguous: send it without ; \\ // /./ and /../, and without an encoded"
                  + " slash, backslash, period, percent sign, semicolon or control character."),
          request.getRequestURI(),
          response);
    } else {
      chain.doFilter(request, response);
    }
  }

  private boolean isAmbiguous(HttpServletRequest request) {
    try {
      firewall.getFirewalledRequest(request);
      return false;
    } catch (RequestRejectedException e) {
      return true;
    }
  }
}
