package io.waybill.rest.http;

import java.util.Locale;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;

/**
 * Lists the headers that pass between HTTP and the routes. Anything else stays outside: Camel's
 * components act on headers ({@code CamelSqlQuery} would replace the SQL), whatever their case.
 */
public final class EdgeHeaders implements HeaderFilterStrategy {
  private static final Set<String> IN =
      Set.of(
          "content-type",
          "idempotency-key",
          "if-match",
          "if-none-match",
          "traceparent",
          "tracestate");
  private static final Set<String> OUT =
      Set.of("content-type", "etag", "link", "location", "retry-after");

  @Override
  public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
    return !IN.contains(name.toLowerCase(Locale.ROOT));
  }

  @Override
  public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
    return !OUT.contains(name.toLowerCase(Locale.ROOT));
  }
}
