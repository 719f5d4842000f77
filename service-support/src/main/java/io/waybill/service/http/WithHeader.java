package io.waybill.service.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.Set;

/** A request with a header whose value is not the caller's to choose. */
public final class WithHeader extends HttpServletRequestWrapper {
  private final String name;
  private final String value;

  /** With the header in place of any of that name. */
  public WithHeader(HttpServletRequest request, String name, String value) {
    super(request);
    this.name = name;
    this.value = value;
  }

  @Override
  public String getHeader(String asked) {
    return name.equalsIgnoreCase(asked) ? value : super.getHeader(asked);
  }

  @Override
  public Enumeration<String> getHeaders(String asked) {
    return name.equalsIgnoreCase(asked)
        ? Collections.enumeration(Set.of(value))
        : super.getHeaders(asked);
  }

  @Override
  public Enumeration<String> getHeaderNames() {
    Set<String> names = new LinkedHashSet<>(Collections.list(super.getHeaderNames()));
    names.removeIf(name::equalsIgnoreCase);
    names.add(name);
    return Collections.enumeration(names);
  }
}
