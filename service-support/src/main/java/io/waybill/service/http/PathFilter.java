package io.waybill.service.http;

import io.waybill.service.problem.Problem;
import io.waybill.service.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.StrictHttpFirewall;

/**
 * Refuses paths that two programs could read differently, by the rules of Spring Security's
 * firewall. It runs with and without access tokens, so that both answer alike. The request goes on
 * without the firewall's wrapper: that one refuses headers which HTTP allows, such as names in
 * UTF-8, and does so at a moment when nobody expects it. Queries that can't be decoded are refused
 * too.
 */
final class PathFilter extends HttpFilter {
  private static final Pattern FORM =
      Pattern.compile(
          "\\s*(application/x-www-form-urlencoded|multipart/)", Pattern.CASE_INSENSITIVE);

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
    String refusal =
        isAmbiguous(request)
            ? "The path is ambiguous: send it without ; \\ // /./ and /../, and without an encoded"
                + " slash, backslash, period, percent sign, semicolon or control character."
            : isUnreadable(request)
                ? "The query can't be read: send names with or without values, and each % with two"
                    + " hexadecimal digits."
                : null;
    if (refusal == null) {
      chain.doFilter(request, response);
    } else {
      ProblemWriter.write(Problem.of(400, refusal), request.getRequestURI(), response);
    }
  }

  /** Tomcat throws wherever parameters are first asked for, which may be on another thread. */
  private static boolean isUnreadable(HttpServletRequest request) {
    if (request.getQueryString() == null || isForm(request.getContentType())) {
      return false;
    }
    try {
      request.getParameterMap();
      return false;
    } catch (InvalidParameterException e) {
      return true;
    }
  }

  /** Of which the body would be read with the query. */
  private static boolean isForm(String type) {
    return type != null && FORM.matcher(type).lookingAt();
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
