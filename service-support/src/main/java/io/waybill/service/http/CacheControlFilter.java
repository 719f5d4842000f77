package io.waybill.service.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;

/** Says what caches may do with the answers, those of failures too. */
public final class CacheControlFilter extends HttpFilter {
  private final String value;

  /** With the value of the header Cache-Control. */
  public CacheControlFilter(String value) {
    this.value = value;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    response.setHeader(HttpHeaders.CACHE_CONTROL, value);
    chain.doFilter(request, response);
  }
}
