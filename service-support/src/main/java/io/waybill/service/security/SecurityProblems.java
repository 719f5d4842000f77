package io.waybill.service.security;

import io.waybill.service.limits.HttpRateLimit;
import io.waybill.service.problem.Problem;
import io.waybill.service.problem.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.AuthorityAuthorizationDecision;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;

/** Tells a caller in HTTP why the call is refused. */
final class SecurityProblems implements AuthenticationEntryPoint, AccessDeniedHandler {
  private static final String CHALLENGE = "WWW-Authenticate";

  private final ObjectProvider<HttpRateLimit> limit;

  /** With the limit of requests, if there is one: refused requests count too. */
  SecurityProblems(ObjectProvider<HttpRateLimit> limit) {
    this.limit = limit;
  }

  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException refusal)
      throws IOException {
    Problem problem =
        refusal instanceof KeysUnavailableException away
            ? Problem.of(
                503,
                away.getMessage(),
                Map.of("Retry-After", Long.toString(away.retryAfter().toSeconds())))
            : unauthenticated(
                refusal instanceof NotAuthenticatedException known
                    ? known
                    : NotAuthenticatedException.noToken());
    refuse(problem, request, response);
  }

  private static Problem unauthenticated(NotAuthenticatedException refusal) {
    return Problem.of(401, refusal.getMessage(), Map.of(CHALLENGE, refusal.challenge()));
  }

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException refusal)
      throws IOException {
    String needed = needed(refusal);
    Problem problem =
        Problem.of(
            403,
            "The access token lacks the scope that this call needs: " + needed + ".",
            Map.of(CHALLENGE, "Bearer error=\"insufficient_scope\", scope=\"" + needed + "\""));
    refuse(problem, request, response);
  }

  private void refuse(Problem problem, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    HttpRateLimit limited = limit.getIfAvailable();
    if (limited == null || limited.admits(request, response)) {
      ProblemWriter.write(problem, request.getRequestURI(), response);
    }
  }

  private static String needed(AccessDeniedException refusal) {
    return refusal instanceof AuthorizationDeniedException denied
            && denied.getAuthorizationResult() instanceof AuthorityAuthorizationDecision decision
        ? decision.getAuthorities().stream()
            .map(GrantedAuthority::getAuthority)
            .collect(Collectors.joining(" "))
        : "";
  }
}
