package io.waybill.grpc.executor;

import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.LifecycleStrategySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stop, while all routes are still at work: no more claims, what runs finishes and its outcomes
 * are written, what has not begun is handed back for others to take at once.
 */
public final class TasksDrain extends LifecycleStrategySupport {
  private static final Logger LOG = LoggerFactory.getLogger(TasksDrain.class);

  private final TasksInHand tasks;
  private final ExecutorSettings settings;

  /** Drains the given tasks. */
  public TasksDrain(TasksInHand tasks, ExecutorSettings settings) {
    this.tasks = tasks;
    this.settings = settings;
  }

  @Override
  public void onContextStopping(CamelContext context) {
    tasks.close();
    try {
      if (!tasks.awaitWritten(settings.drain())) {
        LOG.warn(
            "{} tasks were not finished within {} s and are handed back",
            tasks.count(),
            settings.drain().toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (tasks.hasTasks()) {
      Map<String, Object> left = tasks.lease();
      try (ProducerTemplate template = context.createProducerTemplate()) {
        template.sendBody("direct:release-tasks", left);
      } catch (Exception e) {
        LOG.warn("Tasks could not be handed back; they are taken again when their leases end", e);
      }
    }
  }
}
