package io.waybill.service.tracing;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import org.apache.camel.CamelContext;
import org.apache.camel.opentelemetry.OpenTelemetryTracer;
import org.apache.camel.opentelemetry.starter.OpenTelemetryAutoConfiguration;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** OpenTelemetry for Camel and for whoever asks for it as a bean. */
@AutoConfiguration(
    after = CamelAutoConfiguration.class,
    before = OpenTelemetryAutoConfiguration.class)
class TracingAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  OpenTelemetry openTelemetry(Environment settings) {
    OtelSettings otel = new OtelSettings(settings);
    return AutoConfiguredOpenTelemetrySdk.builder()
        .disableShutdownHook()
        .addPropertiesSupplier(otel::defaults)
        .addPropertiesCustomizer(environment -> otel.given())
        .addSamplerCustomizer((configured, properties) -> new EntrySampler(configured))
        .build()
        .getOpenTelemetrySdk();
  }

  @Bean
  @ConditionalOnMissingBean
  Tracer tracer(OpenTelemetry openTelemetry) {
    return openTelemetry.getTracer("waybill");
  }

  @Bean
  @ConditionalOnMissingBean
  ContextPropagators contextPropagators(OpenTelemetry openTelemetry) {
    return openTelemetry.getPropagators();
  }

  @Bean
  @ConditionalOnBean(CamelContext.class)
  OpenTelemetryTracer camelTracer(CamelContext camel) {
    OpenTelemetryTracer tracer = new EntryTracer();
    tracer.init(camel);
    return tracer;
  }

  @Bean
  CurrentSpan currentSpan() {
    return new CurrentSpan();
  }
}
