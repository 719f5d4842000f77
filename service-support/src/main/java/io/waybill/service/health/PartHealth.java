package io.waybill.service.health;

import io.waybill.health.BackgroundPart;
import io.waybill.health.BackgroundParts;
import io.waybill.health.PartState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** A kind of background part in {@code /health}, with what is wrong with each and since when. */
final class PartHealth implements HealthIndicator {
  private final CamelContext camel;
  private final String component;

  PartHealth(CamelContext camel, String component) {
    this.camel = camel;
    this.component = component;
  }

  @Override
  public Health health() {
    BackgroundParts parts = BackgroundParts.of(camel);
    List<BackgroundPart> named = parts.of(component);
    if (named.isEmpty()) {
      return Health.unknown().withDetail("reason", "not started yet").build();
    }
    Health.Builder health = parts.isUp(component) ? Health.up() : Health.down();
    named.forEach(part -> health.withDetail(nameOf(part), details(part.state())));
    return health.build();
  }

  private String nameOf(BackgroundPart part) {
    return part.name().isEmpty() ? component : part.name();
  }

  private static Map<String, String> details(PartState state) {
    Map<String, String> details = new LinkedHashMap<>();
    if (state.reason() == null) {
      details.put("lastProgress", state.since().toString());
    } else {
      details.put("reason", state.reason());
      details.put("since", state.since().toString());
    }
    return details;
  }
}
