package io.waybill.service.tracing;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** OpenTelemetry's own settings ({@code otel.*}, {@code OTEL_*}), wherever Spring finds them. */
final class OtelSettings {
  private final Environment settings;
  private final Map<String, String> given;

  OtelSettings(Environment settings) {
    this.settings = settings;
    this.given = new HashMap<>();
    Binder.get(settings)
        .bind("otel", Bindable.mapOf(String.class, String.class))
        .ifBound(found -> found.forEach((name, value) -> given.put("otel." + name, value)));
  }

  Map<String, String> given() {
    return given;
  }

  /**
   * Without an endpoint nothing is exported and nobody is called, yet spans are made, so that the
   * trace goes on in events. Metrics are scraped and logs written to the console, not exported.
   */
  Map<String, String> defaults() {
    boolean export =
        has("otel.exporter.otlp.endpoint") || has("otel.exporter.otlp.traces.endpoint");
    return Map.of(
        "otel.service.name",
        settings.getProperty("spring.application.name", "waybill"),
        "otel.traces.exporter",
        export ? "otlp" : "none",
        "otel.metrics.exporter",
        "none",
        "otel.logs.exporter",
        "none");
  }

  private boolean has(String name) {
    return !given.getOrDefault(name, "").isBlank();
  }
}
