package io.waybill.grpc;

import org.apache.camel.model.Resilience4jConfigurationDefinition;
import org.apache.camel.spi.Registry;

/** A route test without servers, with what every route of this service names. */
public abstract class RouteTest extends io.waybill.testing.RouteTest {
  @Override
  protected void bindToRegistry(Registry registry) {
    registry.bind("database", new Resilience4jConfigurationDefinition());
    super.bindToRegistry(registry);
  }
}
