package io.waybill.service.http;

import java.util.Locale;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;

/**
 * Lists the headers that pass between HTTP and the routes. Anything else stays outside: Camel's
 * components act on headers ({@code CamelSqlQuery} would replace the SQL), whatever their case.
 */
public class EdgeHeaders implements HeaderFilterStrategy {
  private final Set<String> in;
  private final Set<String> out;

  /**
   * With the names, in lower case, of the headers that pass.
   *
   * @param in from a request to the route
   * @param out from the route to the answer
   */
  public EdgeHeaders(Set<String> in, Set<String> out) {
    this.in = Set.copyOf(in);
    this.out = Set.copyOf(out);
  }

  @Override
  public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
    return !in.contains(name.toLowerCase(Locale.ROOT));
  }

  @Override
  public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
    return !out.contains(name.toLowerCase(Locale.ROOT));
  }
}
