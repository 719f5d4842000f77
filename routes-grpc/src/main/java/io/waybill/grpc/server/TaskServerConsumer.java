package io.waybill.grpc.server;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.grpc.GrpcConsumer;
import org.apache.camel.component.grpc.GrpcEndpoint;
import org.apache.camel.component.grpc.server.DefaultBindableServiceFactory;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.LifecycleStrategySupport;

/** Camel's gRPC consumer, on a server of our own that drains before it ends. */
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
    // Never started itself: it only translates between gRPC's calls and exchanges.
    GrpcConsumer translator =
        new GrpcConsumer(endpoint, this::processTraced, endpoint.getConfiguration());
    server.start(new DefaultBindableServiceFactory().createBindableService(translator));
    endpoint.getCamelContext().addLifecycleStrategy(drain);
  }

  private void processTraced(Exchange exchange) throws Exception {
    String traceparent = CallContext.current().traceparent();
    if (traceparent != null) {
      // The one piece of metadata that becomes a header, checked to be nothing but a trace context.
      exchange.getMessage().setHeader("traceparent", traceparent);
    }
    getProcessor().process(exchange);
  }

  @Override
  protected void doStop() throws Exception {
    endpoint.getCamelContext().getLifecycleStrategies().remove(drain);
    server.stop();
    super.doStop();
  }
}
