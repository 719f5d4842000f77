package io.waybill.service.http;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.util.EnumSet;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.core.Ordered;

/**
 * The filters in front of the routes, in the order in which a request meets them. No filter is
 * registered anywhere else; {@code EdgeIT} of routes-rest and {@code ModesTest} check it.
 */
public enum EdgeFilter {
  /** Outside all others: what a filter refuses is counted too. */
  METRICS,
  /** From here on there is an {@code X-Request-Id}, in answers and log lines of all that follow. */
  REQUEST_ID,
  /** Tells caches what they may not do with an answer, also with those of the filters behind. */
  CACHE_CONTROL,
  /** The same for browsers. */
  SECURITY_HEADERS,
  /** From here on paths have the prefix that a trusted proxy has taken off. */
  FORWARDED_PREFIX,
  /** From here on a page of another origin can read every answer, also a refusal. */
  CORS,
  /** Refuses ambiguous paths: all that follow decide by the path. */
  PATH,
  /** 503 while no route runs. */
  ROUTES_GATE,
  /** 503 in overload; in front of security, which costs time. */
  OVERLOAD,
  /** Who calls, and what the caller may do. */
  SECURITY,
  /** Behind security, which tells who calls. */
  RATE_LIMIT,
  /** The operator's token or name. */
  OPERATOR,
  /** The longest time for a body. */
  BODY_DEADLINE,
  /** Refuses forms of operators. */
  OPERATOR_BODY;

  /** Registers the filter at this place, for requests as they arrive. */
  public <T extends Filter> FilterRegistrationBean<T> register(T filter) {
    return register(filter, EnumSet.of(DispatcherType.REQUEST));
  }

  // The order of the values is what this enum is for.
  @SuppressWarnings("EnumOrdinal")
  <T extends Filter> FilterRegistrationBean<T> register(
      T filter, EnumSet<DispatcherType> dispatches) {
    FilterRegistrationBean<T> registration = new FilterRegistrationBean<>(filter);
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE + ordinal());
    registration.setDispatcherTypes(dispatches);
    registration.setAsyncSupported(true);
    return registration;
  }
}
