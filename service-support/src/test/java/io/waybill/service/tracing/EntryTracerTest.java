package io.waybill.service.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntryTracerTest {
  @ParameterizedTest
  @CsvSource({
    "timer:tasks?period=500, false",
    "seda:outbox-wake, false",
    "seda:tasks-wake?size=1, false",
    "seda:tasks-run?size=1, true",
    "direct:process-task, true"
  })
  void tracesOnlyRoutesThatWorkForACaller(String from, boolean traced) throws Exception {
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      RouteDefinition route = new RouteDefinition(from);
      assertThat(new EntryTracer().createRoutePolicy(camel, "route", route) != null)
          .isEqualTo(traced);
    }
  }
}
