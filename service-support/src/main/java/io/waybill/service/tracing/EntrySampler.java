package io.waybill.service.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/**
 * Lets a trace begin only where something comes in: a call, or messages. What a service does by
 * itself, several times a second, is in no trace of its own.
 */
final class EntrySampler implements Sampler {
  private final Sampler configured;

  EntrySampler(Sampler configured) {
    this.configured = configured;
  }

  @Override
  public SamplingResult shouldSample(
      Context parent,
      String traceId,
      String name,
      SpanKind kind,
      Attributes attributes,
      List<LinkData> links) {
    boolean entry = kind == SpanKind.SERVER || kind == SpanKind.CONSUMER;
    if (!entry && !Span.fromContext(parent).getSpanContext().isValid()) {
      return SamplingResult.drop();
    }
    return configured.shouldSample(parent, traceId, name, kind, attributes, links);
  }

  @Override
  public String getDescription() {
    return "EntrySampler{" + configured.getDescription() + "}";
  }
}
