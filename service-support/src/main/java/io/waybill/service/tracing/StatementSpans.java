package io.waybill.service.tracing;

import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.tracing.SpanAdapter;
import org.apache.camel.tracing.decorators.SqlSpanDecorator;

/**
 * Spans of statements by OpenTelemetry's conventions, named after the statement's file: {@code
 * resource/create}. Camel finds this class as a service.
 */
public final class StatementSpans extends SqlSpanDecorator {
  private static final String FOLDER = "classpath:sql/";
  private static final String ENDING = ".sql";

  @Override
  public String getOperationName(Exchange exchange, Endpoint endpoint) {
    return summary(endpoint.getEndpointUri());
  }

  @Override
  public void pre(SpanAdapter span, Exchange exchange, Endpoint endpoint) {
    super.pre(span, exchange, endpoint);
    span.setTag("db.system.name", "postgresql");
    span.setTag("db.query.summary", summary(endpoint.getEndpointUri()));
  }

  static String summary(String uri) {
    int begin = uri.indexOf(FOLDER);
    int end = uri.indexOf(ENDING, begin);
    return begin < 0 || end < 0 ? "sql" : uri.substring(begin + FOLDER.length(), end);
  }
}
