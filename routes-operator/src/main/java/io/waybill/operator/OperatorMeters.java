package io.waybill.operator;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;

/**
 * What is pending, held back, parked and dead-lettered, as last read; and what operators did. Held
 * back are pending events behind a parked one of their key; publishable are the others.
 */
public final class OperatorMeters {
  private static final Map<String, String> OUTBOX =
      Map.of(
          "pending", "outbox.pending",
          "oldest_age", "outbox.oldest.pending.age.seconds",
          "oldest_publishable_age", "outbox.oldest.publishable.age.seconds",
          "parked", "outbox.parked",
          "held_back", "outbox.held.back",
          "paused", "outbox.relay.paused");
  private static final String LETTERS = "dead.letters.open";

  private final MeterRegistry registry;
  private final Map<String, Double> figures = new ConcurrentHashMap<>();

  OperatorMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Takes the row of {@code outbox-figures.sql}. */
  public void outbox(@Body Map<String, Object> row) {
    OUTBOX.forEach((column, name) -> set(name, ((Number) row.get(column)).doubleValue()));
  }

  /** Says that the outbox can't be read: an old figure would mislead. */
  public void outboxUnknown() {
    OUTBOX.values().forEach(name -> set(name, Double.NaN));
  }

  /** Takes the number of open dead letters. */
  public void deadLetters(@Body Number open) {
    set(LETTERS, open.doubleValue());
  }

  /** Says that the dead letters can't be read. */
  public void deadLettersUnknown() {
    set(LETTERS, Double.NaN);
  }

  /** Counts an operator's action. */
  public void count(String action) {
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
