package io.waybill.service.tracing;

import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.tracing.SpanAdapter;
import org.apache.camel.tracing.decorators.RestSpanDecorator;

/** Spans of the calls of the REST DSL. Camel finds this class as a service. */
public final class RestSpans extends RestSpanDecorator {

  @Override
  public String getOperationName(Exchange exchange, Endpoint endpoint) {
    return getHttpMethod(exchange, endpoint) + " " + route(endpoint);
  }

  @Override
  public void pre(SpanAdapter span, Exchange exchange, Endpoint endpoint) {
    super.pre(span, exchange, endpoint);
    HttpConventions.asked(span, exchange, getHttpMethod(exchange, endpoint), route(endpoint));
  }

  @Override
  public void post(SpanAdapter span, Exchange exchange, Endpoint endpoint) {
    super.post(span, exchange, endpoint);
    HttpConventions.answered(span, exchange);
  }

  private static String route(Endpoint endpoint) {
    return HttpConventions.route(getPath(endpoint.getEndpointUri()));
  }
}
