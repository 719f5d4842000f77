package io.waybill.grpc.executor;

import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.springframework.stereotype.Component;

/**
 * Makes a failed attempt of an {@link Error} in an action's route, such as a class that is missing
 * or a stack that overflows. Camel lets errors through, and the thread that met it would end.
 */
@Component
final class ActionErrors implements InterceptStrategy {
  @Override
  public Processor wrapProcessorInInterceptors(
      CamelContext context, NamedNode node, Processor target, Processor next) {
    return isOfAction(node) ? new Guarded(target) : target;
  }

  private static boolean isOfAction(NamedNode node) {
    RouteDefinition route =
        node instanceof ProcessorDefinition<?> definition
            ? ProcessorDefinitionHelper.getRoute(definition)
            : null;
    return route != null
        && route.getInput() != null
        && route.getInput().getEndpointUri().matches("direct:(//)?action-.*");
  }

  private static final class Guarded extends DelegateAsyncProcessor {
    private Guarded(Processor target) {
      super(target);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
      try {
        return super.process(exchange, callback);
      } catch (Error e) {
        exchange.setException(e);
        callback.done(true);
        return true;
      }
    }
  }
}
