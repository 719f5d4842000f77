package io.waybill.grpc.server;

import io.grpc.ServiceDescriptor;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.component.grpc.GrpcEndpoint;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.LifecycleStrategySupport;

/** The consumer of a {@code grpc:} endpoint, on a server of our own that drains before it ends. */
public class TaskServerConsumer extends DefaultConsumer {
  private final GrpcEndpoint endpoint;
  private final GrpcServer server;

  /**
   * Drains while every route is still at work; at doStop, Camel would already count down its own
   * time-out.
   */
  private final LifecycleStrategySupport drain =
      new LifecycleStrategySupport() {
        @Override
        public void onContextStopping(CamelContext context) {
          server.stop();
        }
      };

  TaskServerConsumer(GrpcEndpoint endpoint, Processor processor, GrpcServer server) {
    super(endpoint, processor);
    this.endpoint = endpoint;
    this.server = server;
  }

  /** The port that was bound, for an endpoint with port 0. */
  public int port() {
    return server.port();
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    server.start(new RoutedService(this, schema()));
    endpoint.getCamelContext().addLifecycleStrategy(drain);
  }

  /** The methods of {@code grpc://host:port/package.Service}, of its generated class. */
  private ServiceDescriptor schema() throws ReflectiveOperationException {
    String name = endpoint.getServicePackage() + "." + endpoint.getServiceName() + "Grpc";
    Class<?> generated = endpoint.getCamelContext().getClassResolver().resolveMandatoryClass(name);
    return (ServiceDescriptor) generated.getMethod("getServiceDescriptor").invoke(null);
  }

  @Override
  protected void doStop() throws Exception {
    endpoint.getCamelContext().getLifecycleStrategies().remove(drain);
    server.stop();
    super.doStop();
  }
}
