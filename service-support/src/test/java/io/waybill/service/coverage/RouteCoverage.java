package io.waybill.service.coverage;

import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.spi.CamelContextTracker;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.support.RoutePolicySupport;

/** Sees every Camel context of the JVM and notes the routes through which an exchange has gone. */
final class RouteCoverage extends CamelContextTracker {
  private final Set<String> covered = new ConcurrentSkipListSet<>();

  @Override
  public void contextCreated(CamelContext context) {
    context.addRoutePolicyFactory((camel, routeId, route) -> policy(route));
  }

  private RoutePolicy policy(NamedNode route) {
    String id = route.getId();
    return new RoutePolicySupport() {
      @Override
      public void onExchangeBegin(Route running, Exchange exchange) {
        covered.add(id);
      }
    };
  }

  Set<String> covered() {
    return covered;
  }
}
