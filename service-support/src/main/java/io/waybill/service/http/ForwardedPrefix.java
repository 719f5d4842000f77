package io.waybill.service.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.apache.catalina.Globals;

/**
 * Adds {@code X-Forwarded-Prefix} to what Tomcat's RemoteIpValve reads, and believes it from the
 * same proxies only. Spring's ForwardedHeaderFilter knows the prefix too, but believes everybody.
 */
final class ForwardedPrefix extends HttpFilter {
  private static final String HEADER = "X-Forwarded-Prefix";
  private static final Pattern PREFIX =
      Pattern.compile("(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*){1,10}");
  private static final int LONGEST = 200;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String prefix = prefix(request);
    chain.doFilter(prefix.isEmpty() ? request : new Prefixed(request, prefix), response);
  }

  /** The prefix without a slash at its end; empty if there is none, or none that can be used. */
  private static String prefix(HttpServletRequest request) {
    String given = request.getHeader(HEADER);
    // The valve sets this for requests of trusted proxies.
    if (given == null || request.getAttribute(Globals.REQUEST_FORWARDED_ATTRIBUTE) == null) {
      return "";
    }
    String prefix = given.endsWith("/") ? given.substring(0, given.length() - 1) : given;
    return prefix.length() <= LONGEST && PREFIX.matcher(prefix).matches() ? prefix : "";
  }

  private static final class Prefixed extends HttpServletRequestWrapper {
    private final String prefix;

    Prefixed(HttpServletRequest request, String prefix) {
      super(request);
      this.prefix = prefix;
    }

    @Override
    public String getContextPath() {
      return prefix + super.getContextPath();
    }

    @Override
    public String getRequestURI() {
      return prefix + super.getRequestURI();
    }

    @Override
    public StringBuffer getRequestURL() {
      StringBuffer url = super.getRequestURL();
      int path = url.indexOf("/", url.indexOf("//") + 2);
      return path < 0 ? url : url.insert(path, prefix);
    }
  }
}
