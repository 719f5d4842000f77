package io.waybill.operator;

import io.waybill.service.problem.Problem;
import io.waybill.service.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Admits only callers that know the operator's token. */
final class OperatorAuthFilter extends HttpFilter {
  private static final String SCHEME = "Bearer ";

  private final transient byte[] token;

  /** With the token; nobody is admitted if it is blank. */
  OperatorAuthFilter(String token) {
    this.token = token.isBlank() ? null : token.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (token == null) {
      ProblemWriter.write(
          Problem.of(
              403,
              "The operator's calls are off. Set waybill.operator.token (environment variable"
                  + " OPERATOR_TOKEN, at least 16 characters) to turn them on."),
          request.getRequestURI(),
          response);
    } else if (isKnown(request.getHeader("Authorization"))) {
      chain.doFilter(request, response);
    } else {
      response.setHeader("WWW-Authenticate", "Bearer realm=\"ops\"");
      ProblemWriter.write(
          Problem.of(401, "Send the operator's token: Authorization: Bearer <token>."),
          request.getRequestURI(),
          response);
    }
  }

  /** Takes the same time however much of the token is right. */
  private boolean isKnown(String authorization) {
    return authorization != null
        && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && MessageDigest.isEqual(
            token,
            authorization.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8));
  }
}
