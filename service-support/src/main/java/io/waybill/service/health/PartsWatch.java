package io.waybill.service.health;

import io.waybill.health.BackgroundPart;
import io.waybill.health.BackgroundParts;
import io.waybill.health.PartState;
import io.waybill.service.state.ServiceState;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

/**
 * Says in one line that a background part is down, and in another that it is up again. Once the
 * routes have been started, every part must begin within a minute.
 */
final class PartsWatch implements ApplicationListener<ApplicationReadyEvent>, DisposableBean {
  private static final Logger LOG = LoggerFactory.getLogger(PartsWatch.class);
  private static final Duration BEGIN_WITHIN = Duration.ofMinutes(1);
  private static final Duration INTERVAL = Duration.ofSeconds(2);

  private final List<String> components;
  private final CamelContext camel;
  private final ServiceState state;
  private final Map<String, PartState> down = new HashMap<>();
  private ScheduledExecutorService thread;

  PartsWatch(List<String> components, CamelContext camel, ServiceState state) {
    this.components = components;
    this.camel = camel;
    this.state = state;
  }

  private void watch() {
    if (state.isRunning()) {
      BackgroundParts parts = BackgroundParts.of(camel);
      components.forEach(component -> look(parts, component));
    }
  }

  private void look(BackgroundParts parts, String component) {
    parts.expect(component, BEGIN_WITHIN);
    for (BackgroundPart part : parts.of(component)) {
      PartState now = part.state();
      String name = part.name().isEmpty() ? component : component + " " + part.name();
      if (!now.up() && down.put(name, now) == null) {
        LOG.error(
            "The {} {}, since {}: if it does not recover by itself, restart this instance",
            name,
            now.reason(),
            now.since());
      } else if (now.up() && down.remove(name) != null) {
        LOG.info("The {} works again", name);
      }
    }
  }

  // No lifecycle bean: Spring would start Camel before it, and so before the routes are loaded.
  @Override
  public void onApplicationEvent(ApplicationReadyEvent ready) {
    thread = BackgroundThread.every(INTERVAL, "waybill-watch-parts", this::watch);
  }

  @Override
  public void destroy() {
    if (thread != null) {
      thread.shutdownNow();
    }
  }
}
