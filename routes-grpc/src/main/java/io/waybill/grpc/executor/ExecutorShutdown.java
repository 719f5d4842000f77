package io.waybill.grpc.executor;

import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.LifecycleStrategySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * A stop, while all routes are still at work: no more claims, what runs finishes and its outcomes
 * are written, what has not begun is handed back for others to claim at once.
 */
@Component
final class ExecutorShutdown extends LifecycleStrategySupport {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorShutdown.class);

  private final ClaimedTasks tasks;
  private final Leases leases;
  private final Duration timeout;

  ExecutorShutdown(
      ClaimedTasks tasks, Leases leases, @Value("${waybill.shutdown-timeout}") Duration timeout) {
    this.tasks = tasks;
    this.leases = leases;
    this.timeout = timeout;
  }

  @Override
  public void onContextStopping(CamelContext context) {
    tasks.close();
    try {
      if (!tasks.awaitReleased(timeout)) {
        LOG.warn(
            "{} tasks were not finished within {} s and are handed back",
            tasks.count(),
            timeout.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (tasks.count() > 0) {
      try (ProducerTemplate template = context.createProducerTemplate()) {
        template.sendBody("direct:release-tasks", leases.parameters(tasks.ids()));
      } catch (Exception e) {
        LOG.warn("Tasks could not be handed back; they are claimed again when their leases end", e);
      }
    }
  }
}
