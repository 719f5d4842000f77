package io.waybill.events.kafka;

/**
 * Steady consumers whose records are a batch at once. camel-kafka emits a batch that is not full
 * when the next poll is over; so a poll that brought something is followed by one that brings
 * nothing without waiting for it. With that, polls may wait long, which costs least while nothing
 * comes.
 */
public final class ImmediateBatchClientFactory extends SteadyKafkaClientFactory {
  /** For {@code #class:} in a route. */
  public ImmediateBatchClientFactory() {
    super(true);
  }
}
