package io.waybill.service.limits;

import io.waybill.service.http.Probes;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Limits what gets past security; what does not is counted where it is refused. */
final class RateLimitFilter extends HttpFilter {
  private final transient HttpRateLimit limit;

  RateLimitFilter(HttpRateLimit limit) {
    this.limit = limit;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (Probes.isOne(request) || limit.admits(request, response)) {
      chain.doFilter(request, response);
    }
  }
}
