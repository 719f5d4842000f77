package io.waybill.grpc.server;

import io.grpc.Status;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.tracing.SpanAdapter;
import org.apache.camel.tracing.decorators.AbstractSpanDecorator;

/**
 * Spans of gRPC calls by OpenTelemetry's conventions. Camel, which has none of its own for {@code
 * grpc:}, finds this class as a service.
 */
public final class CallSpans extends AbstractSpanDecorator {

  @Override
  public String getComponent() {
    return "grpc";
  }

  @Override
  public String getComponentClassName() {
    return WaybillGrpcComponent.class.getName();
  }

  @Override
  public String getOperationName(Exchange exchange, Endpoint endpoint) {
    String method = CallContext.current().method();
    return method == null ? super.getOperationName(exchange, endpoint) : method;
  }

  @Override
  public void pre(SpanAdapter span, Exchange exchange, Endpoint endpoint) {
    super.pre(span, exchange, endpoint);
    span.setTag("rpc.system", "grpc");
    String method = CallContext.current().method();
    if (method != null) {
      int slash = method.lastIndexOf('/');
      span.setTag("rpc.service", method.substring(0, slash));
      span.setTag("rpc.method", method.substring(slash + 1));
    }
  }

  @Override
  public void post(SpanAdapter span, Exchange exchange, Endpoint endpoint) {
    super.post(span, exchange, endpoint);
    Exception failure = exchange.getException();
    Status.Code code = failure == null ? Status.Code.OK : StatusInterceptor.codeOf(failure);
    span.setTag("rpc.grpc.status_code", code.value());
  }
}
