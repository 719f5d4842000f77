package io.waybill.grpc;

import java.util.Map;
import java.util.Properties;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.component.seda.SedaComponent;
import org.apache.camel.model.Resilience4jConfigurationDefinition;
import org.apache.camel.spi.Registry;
import org.apache.camel.spi.TransactedPolicy;
import org.apache.camel.test.junit5.CamelContextConfiguration;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.apache.camel.test.junit5.TestExecutionConfiguration;
import org.postgresql.ds.PGSimpleDataSource;

/** A route test without servers: endpoints are woven out, transactions are those of the test. */
public abstract class RouteTest extends CamelTestSupport {
  @Override
  public void configureTest(TestExecutionConfiguration test) {
    super.configureTest(test);
    test.withUseAdviceWith(true);
  }

  @Override
  public void configureContext(CamelContextConfiguration context) {
    super.configureContext(context);
    Properties properties = new Properties();
    properties.putAll(properties());
    context.withUseOverridePropertiesWithPropertiesComponent(properties);
  }

  @Override
  protected final void bindToRegistry(Registry registry) {
    // SQL endpoints are made before they are woven out; nothing ever connects.
    registry.bind("dataSource", new PGSimpleDataSource());
    registry.bind("database", new Resilience4jConfigurationDefinition());
    // Its consumers look for their end as often as they poll.
    context.getComponent("seda", SedaComponent.class).setDefaultPollTimeout(50);
    bind(registry);
  }

  /** Binds the beans that the routes name. */
  protected void bind(Registry registry) {}

  /** What the routes' placeholders stand for. */
  protected Map<String, String> properties() {
    return Map.of();
  }

  /** The answer of an endpoint that was woven out. */
  protected static void reply(MockEndpoint mock, Object body) {
    mock.whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody(body));
  }

  /** The first body that a mock got, as a statement's parameters. */
  @SuppressWarnings("unchecked")
  protected static Map<String, Object> parameters(MockEndpoint mock) {
    return mock.getExchanges().get(0).getIn().getBody(Map.class);
  }

  /**
   * Replaces the route's source by {@code direct:test}, and the nodes with these ids by mocks of
   * the same name.
   */
  protected void weave(String routeId, boolean replaceFrom, String... nodes) throws Exception {
    AdviceWith.adviceWith(
        context,
        routeId,
        route -> {
          if (replaceFrom) {
            route.replaceFromWith("direct:test");
          }
          for (String node : nodes) {
            route.weaveById(node).replace().to("mock:" + node);
          }
        });
  }

  /** For {@code .transacted()} without a database. */
  protected static final class NoTransaction implements TransactedPolicy {
    /** Does nothing. */
    public NoTransaction() {}

    @Override
    public void beforeWrap(Route route, NamedNode definition) {
      // Nothing to prepare.
    }

    @Override
    public Processor wrap(Route route, Processor processor) {
      return processor;
    }
  }
}
