package io.waybill.service.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

class OtelSettingsTest {
  private final MockEnvironment settings =
      new MockEnvironment().withProperty("spring.application.name", "routes-rest");

  @Test
  void exports_nothing_without_an_endpoint() {
    assertThat(new OtelSettings(settings).defaults())
        .containsEntry("otel.service.name", "routes-rest")
        .containsEntry("otel.traces.exporter", "none")
        .containsEntry("otel.metrics.exporter", "none")
        .containsEntry("otel.logs.exporter", "none");
  }

  @Test
  void exports_traces_to_an_endpoint() {
    settings.setProperty("otel.exporter.otlp.endpoint", "http://collector:4317");
    OtelSettings otel = new OtelSettings(settings);

    assertThat(otel.defaults())
        .containsEntry("otel.traces.exporter", "otlp")
        .containsEntry("otel.metrics.exporter", "none");
    assertThat(otel.given()).containsEntry("otel.exporter.otlp.endpoint", "http://collector:4317");
  }
}
