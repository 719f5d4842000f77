package io.waybill.service.tracing;

import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.apache.camel.tracing.ActiveSpanManager;
import org.apache.camel.tracing.SpanAdapter;

/**
 * Makes the exchange's span the thread's current one in each node of a route. Camel ends that scope
 * before the first node runs, so that log lines and beans would see no trace.
 */
final class CurrentSpan implements InterceptStrategy {

  @Override
  public Processor wrapProcessorInInterceptors(
      CamelContext camel, NamedNode node, Processor target, Processor next) {
    return new Node(target);
  }

  private static final class Node extends DelegateAsyncProcessor {
    Node(Processor target) {
      super(target);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
      SpanAdapter span = ActiveSpanManager.getSpan(exchange);
      if (span == null) {
        return super.process(exchange, callback);
      }
      AutoCloseable scope = span.makeCurrent();
      try {
        return super.process(
            exchange,
            done -> {
              // Perhaps on another thread.
              if (exchange.getException() != null) {
                keep(span, exchange);
              }
              callback.done(done);
            });
      } finally {
        close(scope);
      }
    }

    private static void keep(SpanAdapter span, Exchange exchange) {
      AutoCloseable scope = span.makeCurrent();
      try {
        TraceContext.keepWith(exchange);
      } finally {
        close(scope);
      }
    }

    private static void close(AutoCloseable scope) {
      try {
        scope.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
