package io.waybill.service.lifecycle;

import io.waybill.service.database.MigrationFailed;
import io.waybill.service.database.SchemaGate;
import io.waybill.service.failure.Reason;
import io.waybill.service.settings.FailureLine;
import io.waybill.service.state.ServiceState;
import io.waybill.service.state.ServiceState.Stage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;

/**
 * Brings the service up behind its open HTTP port: waits for the database, has it migrated, then
 * starts the Camel routes, which were loaded but not started.
 */
final class BackgroundStart implements SmartLifecycle, ApplicationListener<ApplicationReadyEvent> {
  private static final Logger LOG = LoggerFactory.getLogger(BackgroundStart.class);
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

  private final SchemaGate schema;
  private final CamelContext camel;
  private final ServiceState state;
  private final FatalExit exit;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private Thread thread;

  BackgroundStart(SchemaGate schema, CamelContext camel, ServiceState state, FatalExit exit) {
    this.schema = schema;
    this.camel = camel;
    this.state = state;
    this.exit = exit;
  }

  @Override
  public synchronized void onApplicationEvent(ApplicationReadyEvent ready) {
    if (thread == null && stopped.getCount() > 0) {
      thread = new Thread(this::bringUp, "waybill-start");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void bringUp() {
    try {
      schema.awaitReady();
      state.reach(Stage.STARTING_ROUTES);
      startRoutes();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    } catch (MigrationFailed e) {
      LOG.error(e.getMessage());
      exit.because(e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("The start failed", e);
      exit.because("The start failed: " + Reason.of(e));
    }
  }

  private void startRoutes() throws InterruptedException {
    // Or routes made later, by a Kamelet that is used for the first time, would not start.
    camel.setAutoStartup(true);
    do {
      try {
        camel.getRouteController().startAllRoutes();
        state.reach(Stage.RUNNING);
        LOG.info("{} routes started, ready", camel.getRoutesSize());
        return;
      } catch (Exception e) {
        Optional<String> line = FailureLine.of(e);
        if (line.isPresent()) {
          exit.because(line.get());
          return;
        }
        LOG.error("Cannot start all routes, trying again in {} s", RETRY.toSeconds(), e);
      }
    } while (!stopped.await(RETRY.toMillis(), TimeUnit.MILLISECONDS));
  }

  /**
   * Spring would start what this depends on first, so Camel too, before its routes are loaded. Work
   * begins when the application is ready.
   */
  @Override
  public boolean isAutoStartup() {
    return false;
  }

  @Override
  public void start() {}

  /** Ends a start under way, so that Camel isn't stopped and started at the same time. */
  @Override
  public void stop() {
    stopped.countDown();
    Thread starting;
    synchronized (this) {
      starting = thread;
    }
    if (starting == null) {
      return;
    }
    starting.interrupt();
    try {
      starting.join(STOP_TIMEOUT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return stopped.getCount() > 0;
  }
}
