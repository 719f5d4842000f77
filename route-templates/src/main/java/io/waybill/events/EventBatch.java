package io.waybill.events;

import io.waybill.tracing.BatchCorrelation;
import io.waybill.tracing.EventSpans;
import io.waybill.tracing.LogContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.DefaultKafkaManualCommit;
import org.apache.camel.spi.Synchronization;
import org.apache.camel.support.SynchronizationAdapter;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.MDC;

/**
 * What one poll brought, and the steps of the {@code kafka-event-source} Kamelet that a route can't
 * say well: reading it, the dead letters, the offsets.
 */
public final class EventBatch {
  /** Exchange property that holds the batch while its events are processed. */
  static final String PROPERTY = "eventBatch";

  private final List<ReceivedEvent> events;
  private final List<Message> originals;
  private final List<Rejected> rejected;
  private final Map<TopicPartition, Long> begins;
  private final Map<TopicPartition, OffsetAndMetadata> offsets;
  private final DefaultKafkaManualCommit commit;
  private final EventSpans spans;

  /**
   * An empty batch. Public, or Camel would look for a bean of this type at each call of a predicate
   * instead of keeping one.
   */
  public EventBatch() {
    this(List.of(), null);
  }

  private EventBatch(List<Exchange> records, EventSpans spans) {
    this.spans = spans;
    events = new ArrayList<>(records.size());
    originals = new ArrayList<>(records.size());
    rejected = new ArrayList<>();
    begins = new HashMap<>();
    offsets = new HashMap<>();
    for (Exchange record : records) {
      add(record.getMessage());
    }
    commit =
        records.isEmpty()
            ? null
            : records
                .get(0)
                .getMessage()
                .getHeader(KafkaConstants.MANUAL_COMMIT, DefaultKafkaManualCommit.class);
  }

  /**
   * Reads what a poll brought; the batch stays with the exchange.
   *
   * @param records the body of a batching Kafka consumer
   * @return the well-formed events, in the order of the records
   */
  public static List<ReceivedEvent> read(List<Exchange> records, Exchange exchange) {
    EventBatch batch = new EventBatch(records, EventSpans.ofProcessing(exchange.getContext()));
    exchange.setProperty(PROPERTY, batch);
    batch.correlate();
    exchange.getExchangeExtension().addOnCompletion(batch.endOfSpans());
    return batch.events;
  }

  /**
   * Reads one record, such as a dead letter that is tried again.
   *
   * @param record the record as a consumer without batches gives it
   * @return the list of its event
   * @throws IllegalArgumentException if it is not well-formed
   */
  public static List<ReceivedEvent> readOne(Exchange record, Exchange exchange) {
    List<ReceivedEvent> events = read(List.of(record), exchange);
    for (Rejected rejected : exchange.getProperty(PROPERTY, EventBatch.class).rejected) {
      throw new IllegalArgumentException(rejected.reason);
    }
    return events;
  }

  private void add(Message message) {
    String topic = message.getHeader(KafkaConstants.TOPIC, String.class);
    int partition = message.getHeader(KafkaConstants.PARTITION, Integer.class);
    long offset = message.getHeader(KafkaConstants.OFFSET, Long.class);
    TopicPartition place = new TopicPartition(topic, partition);
    offsets.put(place, new OffsetAndMetadata(offset + 1));
    if (begins.putIfAbsent(place, offset) == null) {
      EventMeters.seen(topic);
    }
    try {
      events.add(traced(EventReader.read(message)));
      originals.add(message);
    } catch (RejectedMessageException e) {
      rejected.add(new Rejected(message, e.getMessage()));
    } catch (RuntimeException | StackOverflowError e) {
      // No message may hold up those behind it, whatever is in it.
      rejected.add(new Rejected(message, "it can't be read: " + e.getClass().getSimpleName()));
    }
  }

  private record Rejected(Message message, String reason) {}

  /** From here on the event's trace goes through the span of its processing. */
  private ReceivedEvent traced(ReceivedEvent event) {
    return event.withTraceparent(
        spans.open(event.traceparent(), event.topic(), event.id(), event.key()));
  }

  private Synchronization endOfSpans() {
    return new SynchronizationAdapter() {
      @Override
      public void onComplete(Exchange exchange) {
        spans.end();
        MDC.remove(LogContext.CORRELATION_ID);
      }

      @Override
      public void onFailure(Exchange exchange) {
        spans.fail(exchange.getException());
        MDC.remove(LogContext.CORRELATION_ID);
      }
    };
  }

  /** The log lines of a batch belong to the request that made it, if that was one. */
  private void correlate() {
    String request = correlation().only();
    // A batch that failed may have ended on another thread, and left its own here.
    MDC.remove(LogContext.CORRELATION_ID);
    if (request != null) {
      MDC.put(LogContext.CORRELATION_ID, request);
    }
  }

  /** The requests that made these events. */
  BatchCorrelation correlation() {
    return BatchCorrelation.of(events, ReceivedEvent::correlationId, ReceivedEvent::traceparent);
  }

  /** For log lines. It names the requests whose events wait. */
  @Override
  public String toString() {
    return "A batch of %d messages of %s%s"
        .formatted(
            events.size(),
            events.stream().map(ReceivedEvent::topic).distinct().collect(Collectors.joining(", ")),
            correlation());
  }

  /** True when there is anything to process. */
  public static boolean hasEvents(@ExchangeProperty(PROPERTY) EventBatch batch) {
    return !batch.events.isEmpty();
  }

  /** True when some messages of the batch can never be processed. */
  public static boolean hasRejected(@ExchangeProperty(PROPERTY) EventBatch batch) {
    return !batch.rejected.isEmpty();
  }

  /** The dead letters of the messages that can never be processed. */
  public static List<Message> rejected(@ExchangeProperty(PROPERTY) EventBatch batch) {
    return batch.rejected.stream().map(each -> DeadLetter.of(each.message, each.reason)).toList();
  }

  /** The well-formed events, in the order of the records. */
  public static List<ReceivedEvent> events(@ExchangeProperty(PROPERTY) EventBatch batch) {
    return batch.events;
  }

  /** The well-formed events one by one, each as a batch of its own. */
  public static List<List<ReceivedEvent>> oneByOne(@ExchangeProperty(PROPERTY) EventBatch batch) {
    return batch.events.stream().map(List::of).toList();
  }

  /**
   * Keeps an event that the route behind the source failed to process, for the dead letters. It is
   * found by its place in the batch: the route may have replaced the body.
   *
   * @param index the place of the event among {@link #oneByOne}
   * @param failure what the route ended with
   */
  public static void reject(
      @ExchangeProperty(Exchange.SPLIT_INDEX) int index,
      @ExchangeProperty(PROPERTY) EventBatch batch,
      @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure) {
    batch.rejected.add(new Rejected(batch.originals.get(index), Failures.reason(failure)));
  }

  /** Commits the offsets of the whole batch in one call, whatever partitions it came from. */
  public static void commit(@ExchangeProperty(PROPERTY) EventBatch batch) {
    if (batch.commit != null) {
      Consumer<?, ?> consumer = batch.commit.getCamelExchangePayload().consumer;
      consumer.commitSync(batch.offsets, Duration.ofMillis(batch.commit.getCommitTimeout()));
    }
  }

  /** Ends the batch without success: the consumer reads all of it again. */
  void readAgain(Exception failure) throws Exception {
    spans.fail(failure);
    if (commit == null) {
      throw failure;
    }
    Consumer<?, ?> consumer = commit.getCamelExchangePayload().consumer;
    begins.forEach(
        (partition, offset) -> {
          try {
            consumer.seek(partition, offset);
          } catch (IllegalStateException notOursAnyMore) {
            // Another consumer reads it from what is committed.
          }
        });
  }
}
