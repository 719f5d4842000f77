package io.waybill.service.http;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.catalina.connector.Connector;
import org.springframework.boot.web.context.WebServerInitializedEvent;
import org.springframework.boot.web.embedded.tomcat.TomcatWebServer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;

/**
 * The first step of a stop, while everything still works: new connections are refused, and each
 * open one is closed with its next answer. So no client of a replica that is being replaced gets
 * anything worse than a refused connection.
 */
final class ConnectionDrain
    implements SmartLifecycle, ApplicationListener<WebServerInitializedEvent> {
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration SILENCE = Duration.ofMillis(500);

  private final Duration limit;
  private List<Connector> connectors = List.of();
  private boolean running;
  private volatile boolean draining;
  private volatile long lastRequest;

  /**
   * @param limit how long to wait at most; half a second without a request is enough
   */
  ConnectionDrain(Duration limit) {
    this.limit = limit;
  }

  @Override
  public void onApplicationEvent(WebServerInitializedEvent event) {
    if (event.getWebServer() instanceof TomcatWebServer server) {
      connectors = Arrays.asList(server.getTomcat().getService().findConnectors());
    }
  }

  /** Notes a request; says whether its answer shall close the connection. */
  boolean isLastOfConnection() {
    if (draining) {
      lastRequest = System.nanoTime();
    }
    return draining;
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
    if (limit.isZero()) {
      return;
    }
    long start = System.nanoTime();
    lastRequest = start;
    draining = true;
    connectors.forEach(connector -> connector.getProtocolHandler().closeServerSocketGraceful());
    while (System.nanoTime() - lastRequest < SILENCE.toNanos()
        && System.nanoTime() - start < limit.toNanos()) {
      LockSupport.parkNanos(POLL.toNanos());
    }
  }
}
