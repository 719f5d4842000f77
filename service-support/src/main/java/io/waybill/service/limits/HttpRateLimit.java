package io.waybill.service.limits;

import io.github.bucket4j.ConsumptionProbe;
import io.waybill.service.problem.Problem;
import io.waybill.service.problem.ProblemWriter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.time.Duration;
import java.util.Map;

/** Tells callers over HTTP how much they may still ask for: the IETF draft's RateLimit headers. */
public final class HttpRateLimit {
  private final CallerLimits limits;

  HttpRateLimit(CallerLimits limits) {
    this.limits = limits;
  }

  /**
   * Takes note of a request and sets the headers; answers it with 429 when it was one too many.
   *
   * @return whether the request may go on
   */
  public boolean admits(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ConsumptionProbe probe = limits.take(name(request), request.getRemoteAddr());
    RateLimitSettings settings = limits.settings();
    response.setHeader(
        "RateLimit-Policy",
        "\"caller\";q=" + settings.requests() + ";w=" + seconds(settings.period()));
    response.setHeader(
        "RateLimit",
        "\"caller\";r="
            + probe.getRemainingTokens()
            + ";t="
            + seconds(Duration.ofNanos(probe.getNanosToWaitForReset())));
    if (probe.isConsumed()) {
      return true;
    }
    Duration wait = Duration.ofNanos(probe.getNanosToWaitForRefill());
    ProblemWriter.write(
        Problem.of(
            429,
            "Too many requests: at most %d in %d s. Wait as long as Retry-After says."
                .formatted(settings.requests(), seconds(settings.period())),
            Map.of("Retry-After", Long.toString(seconds(wait)))),
        request.getRequestURI(),
        response);
    return false;
  }

  private static String name(HttpServletRequest request) {
    Principal caller = request.getUserPrincipal();
    return caller == null ? null : caller.getName();
  }

  /** Rounded up: who waits so long has waited long enough. */
  private static long seconds(Duration duration) {
    return duration.plusNanos(999_999_999).toSeconds();
  }
}
