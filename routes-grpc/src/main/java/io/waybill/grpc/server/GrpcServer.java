package io.waybill.grpc.server;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ProtoReflectionService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.grpc.GrpcConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server of a {@code grpc:} endpoint, with what Camel's own lacks: health, reflection,
 * statuses, metrics, a bounded thread pool, and a stop that lets calls in flight finish.
 */
final class GrpcServer {
  private static final Logger LOG = LoggerFactory.getLogger(GrpcServer.class);

  /** For GOAWAY to reach the clients once no call is in flight. */
  private static final long GOAWAY_MILLIS = 500;

  /** So that calls are refused without delay while the others are all answering. */
  private static final int REFUSING_THREADS = 8;

  private final GrpcConfiguration uri;
  private final ServerSettings settings;
  private final GrpcHealth health;
  private final InterceptorChain interceptors;
  private final BundleTransport transport;
  private CallsInFlight calls;
  private ExecutorService threads;
  private Server server;

  GrpcServer(
      GrpcConfiguration uri,
      ServerSettings settings,
      GrpcHealth health,
      InterceptorChain interceptors,
      BundleTransport transport) {
    this.uri = uri;
    this.settings = settings;
    this.health = health;
    this.interceptors = interceptors;
    this.transport = transport;
  }

  synchronized void start(RoutedService service) throws IOException {
    calls = new CallsInFlight();
    threads = threads(settings.threads() + REFUSING_THREADS);
    ServerServiceDefinition definition =
        ServerInterceptors.interceptForward(
            service.on(interceptors.mayWait() ? Runnable::run : threads), interceptors.ofService());
    definition
        .getMethods()
        .forEach(method -> interceptors.metrics().prepare(method.getMethodDescriptor()));
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(uri.getHost(), uri.getPort()), transport.credentials())
            // A call that need not wait before its route changes threads once, for its route, and
            // not for its beginning and its end too.
            .executor(interceptors.mayWait() ? threads : Runnable::run)
            .addService(ServerInterceptors.useInputStreamMessages(definition))
            .addService(health.service())
            .maxInboundMessageSize(uri.getMaxMessageSize())
            .maxInboundMetadataSize(uri.getMaxInboundMetadataSize())
            .maxConcurrentCallsPerConnection(uri.getMaxConcurrentCallsPerConnection())
            .flowControlWindow(uri.getFlowControlWindow())
            .initialFlowControlWindow(uri.getInitialFlowControlWindow())
            .keepAliveTime(uri.getKeepAliveTime(), TimeUnit.MILLISECONDS)
            .keepAliveTimeout(uri.getKeepAliveTimeout(), TimeUnit.MILLISECONDS)
            .maxConnectionAge(uri.getMaxConnectionAge(), TimeUnit.MILLISECONDS)
            .maxConnectionAgeGrace(uri.getMaxConnectionAgeGrace(), TimeUnit.MILLISECONDS)
            .maxConnectionIdle(uri.getMaxConnectionIdle(), TimeUnit.MILLISECONDS)
            .permitKeepAliveTime(uri.getPermitKeepAliveTime(), TimeUnit.MILLISECONDS)
            .permitKeepAliveWithoutCalls(uri.isPermitKeepAliveWithoutCalls())
            .addStreamTracerFactory(settings.arriving());
    List<ServerInterceptor> reversed = new ArrayList<>(interceptors.ofServer(calls));
    // The last one that a builder gets is called first.
    Collections.reverse(reversed);
    reversed.forEach(builder::intercept);
    if (uri.getMaxRstFramesPerWindow() > 0) {
      builder.maxRstFramesPerWindow(uri.getMaxRstFramesPerWindow(), uri.getMaxRstPeriodSeconds());
    }
    if (settings.reflection()) {
      builder.addService(ProtoReflectionServiceV1.newInstance());
      builder.addService(reflectionV1Alpha());
    }
    server = builder.build().start();
    health.started();
    LOG.info("gRPC listens on {}:{}", uri.getHost(), server.getPort());
  }

  @SuppressWarnings("deprecation") // v1alpha is what grpcurl and others still ask for first
  private static BindableService reflectionV1Alpha() {
    return ProtoReflectionService.newInstance();
  }

  /**
   * Gives a call to the thread that was busy last: it is warm, and often still awake. A pool of one
   * queue wakes the one that has slept longest, for each call.
   */
  private static ExecutorService threads(int most) {
    return new ForkJoinPool(
        most, CallThread::new, null, true, most, most, 1, null, 30, TimeUnit.SECONDS);
  }

  private static final class CallThread extends ForkJoinWorkerThread {
    CallThread(ForkJoinPool pool) {
      super(pool);
      setName("grpc-call");
    }
  }

  synchronized int port() {
    return server == null ? -1 : server.getPort();
  }

  /** Says NOT_SERVING, refuses new calls, lets those in flight finish for a while, and ends. */
  synchronized void stop() {
    if (server == null) {
      return;
    }
    health.stopping();
    server.shutdown();
    try {
      if (!calls.awaitNone(settings.shutdownTimeout())) {
        LOG.warn(
            "{} calls are cut off: they took longer than {} s to finish",
            calls.count(),
            settings.shutdownTimeout().toSeconds());
      }
      server.awaitTermination(GOAWAY_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.shutdownNow();
    threads.shutdown();
    server = null;
  }
}
