package io.waybill.service.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.UUID;
import org.slf4j.MDC;

/** Gives every request and its response one X-Request-Id, and log lines the same correlation id. */
final class RequestIdFilter extends HttpFilter {
  private static final String HEADER = "X-Request-Id";
  private static final int LONGEST = 128;
  private static final String MDC_KEY = "correlation_id";
  private static final String ATTRIBUTE = RequestIdFilter.class.getName();

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Object known = request.getAttribute(ATTRIBUTE);
    String id = known != null ? known.toString() : usableOrNew(request.getHeader(HEADER));
    MDC.put(MDC_KEY, id);
    try {
      if (known != null) {
        // An error or asynchronous dispatch of a request that has its id.
        chain.doFilter(request, response);
        return;
      }
      request.setAttribute(ATTRIBUTE, id);
      response.setHeader(HEADER, id);
      // Shown to the routes also when the caller sent none or an unusable one.
      chain.doFilter(new WithHeader(request, HEADER, id), new KeepsId(response));
    } finally {
      MDC.remove(MDC_KEY);
    }
  }

  /** The caller's id if it is 1 to 128 printable ASCII characters, else a new one. */
  private static String usableOrNew(String given) {
    boolean usable =
        given != null
            && !given.isBlank()
            && given.length() <= LONGEST
            && given.chars().allMatch(c -> c >= ' ' && c <= '~');
    return usable ? given : UUID.randomUUID().toString();
  }

  private static boolean isIdHeader(String name) {
    return HEADER.equalsIgnoreCase(name);
  }

  /** Camel writes request headers into the response, which would give the id twice. */
  private static final class KeepsId extends HttpServletResponseWrapper {
    KeepsId(HttpServletResponse response) {
      super(response);
    }

    @Override
    public void setHeader(String name, String value) {
      if (!isIdHeader(name)) {
        super.setHeader(name, value);
      }
    }

    @Override
    public void addHeader(String name, String value) {
      if (!isIdHeader(name)) {
        super.addHeader(name, value);
      }
    }
  }
}
