package io.waybill.grpc.server;

import java.util.Map;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.component.grpc.GrpcComponent;
import org.apache.camel.component.grpc.GrpcConfiguration;
import org.apache.camel.component.grpc.GrpcEndpoint;
import org.springframework.stereotype.Component;

/**
 * Camel's {@code grpc:} component with a server of our own: see {@link GrpcServer} for what it
 * adds.
 */
@Component("grpc-component")
@org.apache.camel.spi.annotations.Component("grpc")
class WaybillGrpcComponent extends GrpcComponent {
  private final GrpcHealth health;
  private final InterceptorChain interceptors;
  private final ServerSettings settings;
  private final BundleTransport transport;

  WaybillGrpcComponent(
      GrpcHealth health,
      InterceptorChain interceptors,
      ServerSettings settings,
      BundleTransport transport) {
    this.health = health;
    this.interceptors = interceptors;
    this.settings = settings;
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
                    new GrpcServer(configuration, settings, health, interceptors, transport));
            configureConsumer(consumer);
            return consumer;
          }
        };
    setProperties(endpoint, parameters);
    return endpoint;
  }
}
