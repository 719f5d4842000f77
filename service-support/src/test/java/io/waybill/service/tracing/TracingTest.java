package io.waybill.service.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class TracingTest {
  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(TracingAutoConfiguration.class));

  @Test
  void makes_spans_also_when_nothing_is_exported() {
    runner.run(
        context -> {
          Span span =
              context
                  .getBean(Tracer.class)
                  .spanBuilder("work")
                  .setSpanKind(SpanKind.SERVER)
                  .startSpan();
          assertThat(TraceContext.traceparent()).isNull();
          assertThat(Context.current().with(span).wrapSupplier(TraceContext::traceparent).get())
              .matches(
                  "00-%s-%s-0[13]" // 2: the trace id is random
                      .formatted(
                          span.getSpanContext().getTraceId(), span.getSpanContext().getSpanId()));
        });
  }

  @Test
  void a_trace_begins_only_where_something_comes_in() {
    runner.run(
        context -> {
          Tracer tracer = context.getBean(Tracer.class);
          Span call = tracer.spanBuilder("call").setSpanKind(SpanKind.SERVER).startSpan();
          assertThat(call.getSpanContext().isSampled()).isTrue();
          assertThat(
                  tracer
                      .spanBuilder("statement")
                      .setParent(Context.root().with(call))
                      .startSpan()
                      .getSpanContext()
                      .isSampled())
              .isTrue();
          assertThat(tracer.spanBuilder("look").startSpan().getSpanContext().isSampled()).isFalse();
        });
  }

  @Test
  void a_trace_that_is_not_sampled_goes_on_all_the_same() {
    runner
        .withPropertyValues("otel.traces.sampler=parentbased_traceidratio")
        .withPropertyValues("otel.traces.sampler.arg=0")
        .run(
            context -> {
              Tracer tracer = context.getBean(Tracer.class);
              Span call = tracer.spanBuilder("call").setSpanKind(SpanKind.SERVER).startSpan();
              assertThat(call.isRecording()).isFalse();
              assertThat(Context.current().with(call).wrapSupplier(TraceContext::traceparent).get())
                  .matches(".*-0[02]");
            });
  }
}
