package io.waybill.outbox;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangeExtension;
import org.apache.camel.Message;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.support.DefaultMessage;

/**
 * The route behind a source Kamelet, as a policy inside the Kamelet runs it: once for each body,
 * and with its failure as an exception.
 */
final class Target {
  private final Processor steps;

  /**
   * @param steps those inside the policy
   */
  Target(Processor steps) {
    this.steps = steps;
  }

  /** The policy handles the failures of its steps: Camel's error handler is not put before them. */
  static void handlesFailures(NamedNode policy) {
    ((ProcessorDefinition<?>) policy).setInheritErrorHandler(false);
  }

  /** Runs the route behind with a new message; headers of the one before are gone. */
  void send(Object body, Exchange exchange) throws Exception {
    Message message = new DefaultMessage(exchange.getContext());
    message.setBody(body);
    exchange.setMessage(message);
    steps.process(exchange);
    Exception failure = exchange.getException();
    // What comes next is another matter.
    ExchangeExtension extension = exchange.getExchangeExtension();
    exchange.setException(null);
    exchange.setRouteStop(false);
    extension.setRedeliveryExhausted(false);
    extension.setErrorHandlerHandled(null);
    if (failure != null) {
      throw failure;
    }
  }
}
