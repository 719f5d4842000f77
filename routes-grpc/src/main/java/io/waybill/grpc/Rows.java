package io.waybill.grpc;

import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;

/** What camel-sql makes of a SELECT. */
public final class Rows {
  private Rows() {}

  /** The body of an exchange as rows. */
  @SuppressWarnings("unchecked")
  public static List<Map<String, Object>> of(Exchange exchange) {
    return exchange.getMessage().getBody(List.class);
  }
}
