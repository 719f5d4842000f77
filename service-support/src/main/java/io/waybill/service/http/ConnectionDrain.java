package io.waybill.service.http;

import io.waybill.service.state.ServiceState;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.catalina.connector.Connector;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;

/**
 * The first step of a stop, while everything still works but readiness, which says no: each
 * connection is closed with its next answer. New ones are refused once nothing comes any more, for
 * those that wait to be accepted when the port closes are reset, and whoever sent a POST on one
 * can't know whether it arrived. So a front has time to see that this replica is not ready.
 */
final class ConnectionDrain
    implements SmartLifecycle, ApplicationListener<WebServerInitializedEvent> {
  private static final Duration POLL = Duration.ofMillis(20);
  private static final int SILENCES = 10;

  private final Duration limit;
  private final ServiceState state;
  private List<Connector> connectors = List.of();
  private boolean running;
  private volatile boolean draining;
  private volatile long lastRequest;

  /**
   * @param limit how long to wait at most, before and after the port closes; a tenth of it without
   *     a request is enough
   * @param state is STOPPING afterwards
   */
  ConnectionDrain(Duration limit, ServiceState state) {
    this.limit = limit;
    this.state = state;
  }

  @Override
  public void onApplicationEvent(WebServerInitializedEvent event) {
    if (event.getWebServer() instanceof TomcatWebServer server) {
      connectors = Arrays.asList(server.getTomcat().getService().findConnectors());
    }
  }

  /** Whether the answer to a request shall close its connection. */
  boolean isDraining() {
    return draining;
  }

  /** Notes that somebody still sends requests. */
  void requested() {
    lastRequest = System.nanoTime();
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Before the routes and the server, which also stop by their phases. */
  @Override
  public int getPhase() {
    return Integer.MAX_VALUE;
  }

  @Override
  public void stop() {
    running = false;
    if (!limit.isZero()) {
      draining = true;
      awaitSilence();
      connectors.forEach(connector -> connector.getProtocolHandler().closeServerSocketGraceful());
      awaitSilence();
    }
    // Not before: until now requests are answered as ever.
    state.reach(ServiceState.Stage.STOPPING);
  }

  private void awaitSilence() {
    long start = System.nanoTime();
    lastRequest = start;
    while (System.nanoTime() - lastRequest < limit.toNanos() / SILENCES
        && System.nanoTime() - start < limit.toNanos()) {
      LockSupport.parkNanos(POLL.toNanos());
    }
  }
}
