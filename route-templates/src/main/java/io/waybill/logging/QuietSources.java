package io.waybill.logging;

import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.ErrorHandlerFactory;
import org.apache.camel.builder.DefaultErrorHandlerBuilder;
import org.apache.camel.model.Model;
import org.apache.camel.model.ModelLifecycleStrategySupport;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.errorhandler.DefaultErrorHandlerDefinition;
import org.apache.camel.model.errorhandler.ErrorHandlerHelper;
import org.apache.camel.model.errorhandler.RefErrorHandlerDefinition;
import org.apache.camel.spi.ContextServicePlugin;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * Turns off the log of Camel's default error handler in the routes behind the source Kamelets. The
 * Kamelets repeat what fails, every few seconds while Kafka or a database is away, and say so in
 * one line a minute for each cause; the handler would add a stack trace each time. All else stays
 * as the route has it: {@code onException}, redeliveries, a dead letter channel, another handler,
 * and a default one whose {@code level} or {@code logExhausted} is set. Camel finds this class
 * through {@code META-INF/services}.
 */
public final class QuietSources implements ContextServicePlugin {
  private static final List<String> SOURCES =
      List.of("kamelet:outbox-source", "kamelet:kafka-event-source", "kamelet:retention-source");

  /** Not their subclasses, such as the dead letter channel. */
  private static final Set<Class<?>> DEFAULTS =
      Set.of(DefaultErrorHandlerDefinition.class, DefaultErrorHandlerBuilder.class);

  @Override
  public void load(CamelContext loading) {
    // A context that is being built may have no model yet.
    loading.addLifecycleStrategy(
        new LifecycleStrategySupport() {
          @Override
          public void onContextInitializing(CamelContext camel) {
            Model model = camel.getCamelContextExtension().getContextPlugin(Model.class);
            model.getRouteDefinitions().forEach(route -> quieten(route, camel));
            model.addModelLifecycleStrategy(
                new ModelLifecycleStrategySupport() {
                  @Override
                  public void onAddRouteDefinition(RouteDefinition route) {
                    quieten(route, camel);
                  }
                });
          }
        });
  }

  private static boolean isBehindSource(RouteDefinition route) {
    String uri = route.getInput() == null ? null : route.getInput().getEndpointUri();
    return uri != null && SOURCES.stream().anyMatch(uri::startsWith);
  }

  private static void quieten(RouteDefinition route, CamelContext camel) {
    if (!isBehindSource(route)) {
      return;
    }
    ErrorHandlerFactory handler =
        route.isErrorHandlerFactorySet()
            ? route.getErrorHandlerFactory()
            : camel.getCamelContextExtension().getErrorHandlerFactory();
    DefaultErrorHandlerDefinition quiet = copyOfDefault(handler);
    if (quiet == null || isChosen(quiet)) {
      return;
    }
    quiet.setLevel("OFF");
    quiet.logExhausted(false);
    route.setErrorHandlerFactory(quiet);
  }

  private static boolean isChosen(DefaultErrorHandlerDefinition handler) {
    return handler.getLevel() != null
        || (handler.hasRedeliveryPolicy()
            && handler.getRedeliveryPolicy().getLogExhausted() != null);
  }

  /** Null for any other handler, which is the route's own choice. */
  private static DefaultErrorHandlerDefinition copyOfDefault(ErrorHandlerFactory handler) {
    boolean none =
        handler == null
            || (handler instanceof RefErrorHandlerDefinition named
                && !ErrorHandlerHelper.isErrorHandlerFactoryConfigured(named.getRef()));
    if (none) {
      return new DefaultErrorHandlerDefinition();
    }
    return DEFAULTS.contains(handler.getClass())
        ? ((DefaultErrorHandlerDefinition) handler).copyDefinition()
        : null;
  }
}
