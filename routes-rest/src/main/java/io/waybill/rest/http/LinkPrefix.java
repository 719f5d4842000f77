package io.waybill.rest.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

/**
 * Puts the path under which the caller reaches the service before the links of an answer: a context
 * path, or what a proxy has taken off. Links with a host stay as they are.
 */
final class LinkPrefix extends HttpServletResponseWrapper {
  private final String prefix;

  private LinkPrefix(HttpServletResponse response, String prefix) {
    super(response);
    this.prefix = prefix;
  }

  static HttpServletResponse of(HttpServletRequest request, HttpServletResponse response) {
    String prefix = request.getContextPath();
    return prefix.isEmpty() ? response : new LinkPrefix(response, prefix);
  }

  @Override
  public void addHeader(String name, String value) {
    super.addHeader(name, prefixed(name, value));
  }

  @Override
  public void setHeader(String name, String value) {
    super.setHeader(name, prefixed(name, value));
  }

  private String prefixed(String name, String value) {
    if (name.equalsIgnoreCase("Location") && value.startsWith("/")) {
      return prefix + value;
    }
    return name.equalsIgnoreCase("Link") ? value.replace("</", "<" + prefix + "/") : value;
  }
}
