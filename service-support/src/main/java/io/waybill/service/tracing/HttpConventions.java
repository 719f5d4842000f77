package io.waybill.service.tracing;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.tracing.SpanAdapter;

/** What OpenTelemetry's conventions want of a call's span, beside what Camel says of it. */
final class HttpConventions {
  private static final int OK = 200;
  private static final int FAILED = 500;

  private HttpConventions() {}

  /** The template, such as {@code /api/v1/resources/{id}}. */
  static String route(String path) {
    String plain = path.replace("%7B", "{").replace("%7D", "}");
    return plain.startsWith("/") ? plain : "/" + plain;
  }

  static void asked(SpanAdapter span, Exchange exchange, String method, String route) {
    Message message = exchange.getMessage();
    span.setTag("http.request.method", method);
    span.setTag("http.route", route);
    span.setTag("url.path", message.getHeader(Exchange.HTTP_URI, String.class));
    // Camel has put the endpoint's options there.
    String query = message.getHeader(Exchange.HTTP_QUERY, String.class);
    span.setTag("url.query", query == null ? "" : query);
    String url = message.getHeader(Exchange.HTTP_URL, String.class);
    span.setTag("url.scheme", url != null && url.startsWith("https:") ? "https" : "http");
  }

  static void answered(SpanAdapter span, Exchange exchange) {
    Integer status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
    if (status == null) {
      status = exchange.isFailed() ? FAILED : OK;
    }
    span.setTag("http.response.status_code", status);
  }
}
