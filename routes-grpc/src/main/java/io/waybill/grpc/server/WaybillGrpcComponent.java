package io.waybill.grpc.server;

import java.util.Map;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.component.grpc.GrpcComponent;
import org.apache.camel.component.grpc.GrpcConfiguration;
import org.apache.camel.component.grpc.GrpcEndpoint;
import org.apache.camel.spi.annotations.Component;

/**
 * Camel's {@code grpc:} component with a server of our own: see {@link GrpcServer} for what it
 * adds.
 */
@Component("grpc")
public class WaybillGrpcComponent extends GrpcComponent {
  private final GrpcHealth health;
  private final MetricsInterceptor metrics;
  private final ServerSettings settings;

  /**
   * @param health told when the server starts and stops
   */
  public WaybillGrpcComponent(
      GrpcHealth health, MetricsInterceptor metrics, ServerSettings settings) {
    this.health = health;
    this.metrics = metrics;
    this.settings = settings;
  }

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    GrpcConfiguration configuration = parseConfiguration(new GrpcConfiguration(), uri);
    GrpcEndpoint endpoint =
        new GrpcEndpoint(uri, this, configuration) {
          @Override
          public Consumer createConsumer(Processor processor) throws Exception {
            TaskServerConsumer consumer =
                new TaskServerConsumer(
                    this, processor, new GrpcServer(getConfiguration(), settings, health, metrics));
            configureConsumer(consumer);
            return consumer;
          }
        };
    setProperties(endpoint, parameters);
    return endpoint;
  }
}
