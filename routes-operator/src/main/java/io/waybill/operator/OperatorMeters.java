package io.waybill.operator;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * What is pending, held back, parked and dead-lettered, as last read; and what operators did. Held
 * back are pending events behind a parked one of their key; publishable are the others.
 */
final class OperatorMeters {
  /** The gauges by the columns of {@code outbox-figures.sql}. */
  private static final Map<String, String> OUTBOX =
      Map.of(
          "pending", "outbox.pending",
          "oldest_age", "outbox.oldest.pending.age.seconds",
          "oldest_publishable_age", "outbox.oldest.publishable.age.seconds",
          "parked", "outbox.parked",
          "held_back", "outbox.held.back",
          "paused", "outbox.relay.paused");

  private static final String DEAD_LETTERS = "dead.letters.open";

  private final MeterRegistry registry;
  private final Map<String, Double> figures = new ConcurrentHashMap<>();

  OperatorMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  void outbox(Exchange figures) {
    Map<?, ?> row = figures.getMessage().getBody(Map.class);
    OUTBOX.forEach((column, name) -> set(name, ((Number) row.get(column)).doubleValue()));
  }

  /** The outbox can't be read; an old figure would mislead. */
  void outboxUnknown(Exchange failed) {
    OUTBOX.values().forEach(name -> set(name, Double.NaN));
  }

  void deadLetters(Exchange open) {
    set(DEAD_LETTERS, open.getMessage().getBody(Double.class));
  }

  void deadLettersUnknown(Exchange failed) {
    set(DEAD_LETTERS, Double.NaN);
  }

  /** A step that counts an operator's action. */
  Processor counts(String action) {
    return call ->
        Counter.builder("operator.actions")
            .description("What operators did")
            .tag("action", action)
            .register(registry)
            .increment();
  }

  private void set(String name, double value) {
    if (figures.put(name, value) == null) {
      Gauge.builder(name, figures, all -> all.get(name)).register(registry);
    }
  }
}
