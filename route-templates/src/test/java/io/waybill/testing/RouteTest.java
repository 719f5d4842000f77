package io.waybill.testing;

import java.util.Map;
import java.util.Properties;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.component.seda.SedaComponent;
import org.apache.camel.spi.Registry;
import org.apache.camel.spi.TransactedPolicy;
import org.apache.camel.test.junit5.CamelContextConfiguration;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.apache.camel.test.junit5.TestExecutionConfiguration;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A test of routes without servers: sources and endpoints are woven out, transactions do nothing.
 * The context is started by the test, after it has woven.
 */
public abstract class RouteTest extends CamelTestSupport {
  private static final int SEDA_POLL_MILLIS = 50;

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
  protected void bindToRegistry(Registry registry) {
    // SQL endpoints are made before they are woven out; nothing ever connects.
    registry.bind("dataSource", new PGSimpleDataSource());
    // Its consumers look for their end as often as they poll.
    context.getComponent("seda", SedaComponent.class).setDefaultPollTimeout(SEDA_POLL_MILLIS);
    bind(registry);
  }

  /** Binds the beans that the routes name. */
  protected void bind(Registry registry) {}

  /** What the routes' placeholders stand for. */
  protected Map<String, String> properties() {
    return Map.of();
  }

  /** Lets an endpoint that was woven out answer with this body. */
  protected static void reply(MockEndpoint mock, Object body) {
    mock.whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody(body));
  }

  /** The first body that a mock got, as a statement's parameters. */
  @SuppressWarnings("unchecked")
  protected static Map<String, Object> parameters(MockEndpoint mock) {
    return mock.getExchanges().get(0).getIn().getBody(Map.class);
  }

  /**
   * Replaces nodes of a route by mocks.
   *
   * @param replaceFrom whether {@code direct:test} takes the place of the route's source
   * @param nodes ids of nodes; each becomes the endpoint {@code mock:<id>}
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
