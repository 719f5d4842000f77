package io.waybill.health;

import java.util.Map;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckResultBuilder;

/** A kind of part as a check of Camel's own, for applications that ask camel-health. */
final class PartCheck implements HealthCheck {
  private final BackgroundParts parts;
  private final String component;
  private boolean enabled = true;

  PartCheck(BackgroundParts parts, String component) {
    this.parts = parts;
    this.component = component;
  }

  @Override
  public Result call(Map<String, Object> options) {
    HealthCheckResultBuilder result = HealthCheckResultBuilder.on(this);
    for (BackgroundPart part : parts.of(component)) {
      PartState state = part.state();
      if (state.reason() != null) {
        result.detail(part.name(), state.reason() + ", since " + state.since());
      }
    }
    return (parts.isUp(component) ? result.up() : result.down()).build();
  }

  @Override
  public boolean isEnabled() {
    return enabled;
  }

  @Override
  public void setEnabled(boolean on) {
    enabled = on;
  }

  @Override
  public String getGroup() {
    return "waybill";
  }

  @Override
  public String getId() {
    return "waybill-" + component;
  }
}
