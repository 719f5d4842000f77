package io.waybill.service.lifecycle;

import io.waybill.service.lifecycle.ServiceState.Stage;
import org.springframework.context.SmartLifecycle;

/** Says that the service is stopping, once its open connections have been answered. */
final class StoppingStage implements SmartLifecycle {
  private final ServiceState state;
  private boolean running;

  StoppingStage(ServiceState state) {
    this.state = state;
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    state.reach(Stage.STOPPING);
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** After the connections, before the routes. */
  @Override
  public int getPhase() {
    return Integer.MAX_VALUE - 1;
  }
}
