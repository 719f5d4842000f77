package io.waybill.rest.http;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.spi.ReactiveExecutor;
import org.apache.camel.support.processor.DelegateProcessor;

/**
 * Ends an exchange whose route threw an Error, such as for want of memory or stack. Camel lets some
 * of them pass: the consumer would answer with what is in the exchange so far, as if all had gone
 * well, and the route's next steps, still queued for this thread, would run within its next
 * request.
 */
final class ErrorGuard extends DelegateProcessor {
  private static final String PROPERTY = ErrorGuard.class.getName();

  ErrorGuard(Processor route) {
    super(route);
  }

  @Override
  protected void processNext(Exchange exchange) throws Exception {
    try {
      super.processNext(exchange);
    } catch (Error e) {
      exchange.setProperty(PROPERTY, true);
      exchange.setException(e);
      exchange.setRouteStop(true);
      ReactiveExecutor steps =
          exchange.getContext().getCamelContextExtension().getReactiveExecutor();
      while (steps.executeFromQueue()) {
        // None does anything: the exchange has stopped.
      }
      throw e;
    }
  }

  /** Whether the route did not come to an end. */
  static boolean hasCaught(Exchange exchange) {
    return exchange.getProperty(PROPERTY, false, Boolean.class);
  }
}
