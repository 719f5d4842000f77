package io.waybill.worker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.waybill.events.ReceivedEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.apache.camel.Exchange;

/**
 * The worker's own metrics: messages by topic and status, the time from a batch's arrival to its
 * commit, and database operations.
 */
final class WorkerMetrics {
  private static final String EVENTS = "workerEvents";
  private static final String RECEIVED = "workerReceivedNanos";
  private static final Duration[] BUCKETS =
      DoubleStream.of(.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30)
          .mapToObj(seconds -> Duration.ofNanos((long) (seconds * 1e9)))
          .toArray(Duration[]::new);

  private final MeterRegistry registry;

  WorkerMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Remembers a batch and when it came; the body stays as it is. */
  void received(Exchange exchange) {
    exchange.setProperty(EVENTS, exchange.getMessage().getBody(List.class));
    exchange.setProperty(RECEIVED, System.nanoTime());
  }

  /** Counts a stored batch. */
  void stored(Exchange exchange) {
    List<ReceivedEvent> events = events(exchange);
    long since = exchange.getProperty(RECEIVED, Long.class);
    Duration taken = Duration.ofNanos(System.nanoTime() - since);
    countByTopic(events, "processed");
    events.stream()
        .map(ReceivedEvent::topic)
        .distinct()
        .forEach(topic -> timer(topic).record(taken));
    databaseOperation("success").increment();
  }

  /** Counts a batch that failed, and that is tried again or dead-lettered. */
  void failed(Exchange exchange) {
    countByTopic(events(exchange), "error");
    databaseOperation("error").increment();
  }

  @SuppressWarnings("unchecked") // as the source emits it
  private static List<ReceivedEvent> events(Exchange exchange) {
    return exchange.getProperty(EVENTS, List.class);
  }

  private void countByTopic(List<ReceivedEvent> events, String status) {
    Map<String, Long> counts =
        events.stream().collect(Collectors.groupingBy(ReceivedEvent::topic, Collectors.counting()));
    counts.forEach(
        (topic, count) ->
            Counter.builder("worker.messages.processed")
                .description("Messages that the worker processed")
                .tags("topic", topic, "status", status)
                .register(registry)
                .increment(count));
  }

  private Timer timer(String topic) {
    return Timer.builder("worker.processing.duration")
        .description("Time from a batch's arrival to its commit")
        .tags("topic", topic)
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  private Counter databaseOperation(String status) {
    return Counter.builder("worker.db.operations")
        .description("Statements that store a batch of events")
        .tags("operation", "store_events", "status", status)
        .register(registry);
  }
}
