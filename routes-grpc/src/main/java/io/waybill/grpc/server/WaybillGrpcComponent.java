package io.waybill.grpc.server;

import io.grpc.ServerInterceptor;
import java.util.List;
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
  private final List<ServerInterceptor> guards;
  private final Transport transport;

  /**
   * @param health told when the server starts and stops
   * @param guards what may refuse a call before it reaches a route; the last one is asked first
   * @param transport plain text or TLS
   */
  public WaybillGrpcComponent(
      GrpcHealth health,
      MetricsInterceptor metrics,
      ServerSettings settings,
      List<ServerInterceptor> guards,
      Transport transport) {
    this.health = health;
    this.metrics = metrics;
    this.settings = settings;
    this.guards = guards;
    this.transport = transport;
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
                    this,
                    processor,
                    new GrpcServer(
                        getConfiguration(), settings, health, metrics, guards, transport));
            configureConsumer(consumer);
            return consumer;
          }
        };
    setProperties(endpoint, parameters);
    return endpoint;
  }
}
