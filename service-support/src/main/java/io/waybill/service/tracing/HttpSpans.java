package io.waybill.service.tracing;

import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.tracing.SpanAdapter;
import org.apache.camel.tracing.decorators.PlatformHttpSpanDecorator;

/**
 * Spans of HTTP calls by OpenTelemetry's conventions, beside what Camel says of them. Camel finds
 * this class as a service.
 */
public final class HttpSpans extends PlatformHttpSpanDecorator {
  private static final int OK = 200;
  private static final int FAILED = 500;

  @Override
  public String getOperationName(Exchange exchange, Endpoint endpoint) {
    return getHttpMethod(exchange, endpoint) + " " + route(endpoint);
  }

  @Override
  public void pre(SpanAdapter span, Exchange exchange, Endpoint endpoint) {
    super.pre(span, exchange, endpoint);
    span.setTag("http.request.method", getHttpMethod(exchange, endpoint));
    span.setTag("http.route", route(endpoint));
    span.setTag("url.path", exchange.getMessage().getHeader(Exchange.HTTP_URI, String.class));
    // Camel has put the endpoint's options there.
    String query = exchange.getMessage().getHeader(Exchange.HTTP_QUERY, String.class);
    span.setTag("url.query", query == null ? "" : query);
    String url = getHttpURL(exchange, endpoint);
    span.setTag("url.scheme", url != null && url.startsWith("https:") ? "https" : "http");
  }

  @Override
  public void post(SpanAdapter span, Exchange exchange, Endpoint endpoint) {
    super.post(span, exchange, endpoint);
    Integer status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
    if (status == null) {
      status = exchange.isFailed() ? FAILED : OK;
    }
    span.setTag("http.response.status_code", status);
  }

  /** The template, such as {@code /api/v1/resources/{id}}. */
  private static String route(Endpoint endpoint) {
    return "/" + stripSchemeAndOptions(endpoint).replace("%7B", "{").replace("%7D", "}");
  }
}
