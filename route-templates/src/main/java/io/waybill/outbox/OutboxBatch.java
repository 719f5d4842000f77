package io.waybill.outbox;

import io.waybill.events.CloudEventHeaders;
import io.waybill.events.RepeatedFailureLog;
import io.waybill.tracing.EventSpans;
import io.waybill.tracing.LogContext;
import io.waybill.tracing.Requests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.util.ObjectHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Steps of the {@code outbox-source} Kamelet that a route can't say well: from rows to messages,
 * and from a failure to the row that it concerns.
 */
public final class OutboxBatch {
  /** Exchange property: which {@link Events} the batch has. */
  static final String EVENTS = "outboxEvents";

  /** Exchange property: those of a batch that is published and not yet marked as processed. */
  static final String PUBLISHED = "outboxPublished";

  /** Parameter: their ids. */
  static final String PUBLISHED_IDS = "outboxPublishedIds";

  /** Exchange property: when this turn began, {@link System#nanoTime()}. */
  private static final String BEGAN = "outboxBegan";

  /** Header: "true" while there may be more to publish at once. */
  private static final String MORE = "outboxMore";

  /** Exchange property: the messages, for lines about those that are refused or wait. */
  private static final String MESSAGES = "outboxMessages";

  /** Exchange property: the spans of what is being published. */
  private static final String SPANS = "outboxSpans";

  /** Longer than any publishing can take; then PostgreSQL gives the turn to another relay. */
  private static final String PATIENCE = "20s";

  /**
   * Then the turn ends after its batch, so that operators, upkeep and other replicas get theirs.
   */
  private static final Duration LONGEST_TURN = Duration.ofMillis(500);

  private static final Logger LOG = LoggerFactory.getLogger(OutboxBatch.class);

  private static final RepeatedFailureLog FAILURES = new RepeatedFailureLog(OutboxBatch.class);

  /**
   * The events of a batch.
   *
   * @param seqs their publishing order numbers, by which they are found
   * @param ids tell two events with one number apart, which may be after a sequence has been reset
   */
  @SuppressWarnings("ArrayRecordComponent") // as the statements take them
  record Events(long[] seqs, String[] ids) {}

  /**
   * Public, or Camel would look for a bean of this type at each call of a predicate instead of
   * keeping one.
   */
  public OutboxBatch() {}

  /** The parameters of {@code take-turn.sql}, as the map for which camel-sql need not ask. */
  public static Map<String, Object> patience(Exchange exchange) {
    exchange.setProperty(BEGAN, System.nanoTime());
    return Map.of("outboxPatience", PATIENCE);
  }

  /** Whether the turn goes on with another batch. */
  public static boolean goesOn(@Header(MORE) boolean more, @ExchangeProperty(BEGAN) long began) {
    return more && System.nanoTime() - began < LONGEST_TURN.toNanos();
  }

  /** The parameters of {@code next-batch.sql}: what is published but not yet marked is not read. */
  public static Map<String, Object> next(
      @Header("outboxBatchSize") int batchSize, Exchange exchange) {
    exchange.getMessage().setHeader(MORE, "false");
    return Map.of("outboxBatchSize", batchSize, PUBLISHED, MarkedMeanwhile.seqs(exchange));
  }

  /**
   * Whether there is anything to publish. Not {@code ${body.size}}: Camel would hash all rows for
   * it.
   */
  public static boolean hasRows(@Body List<OutboxRow> rows) {
    return !rows.isEmpty();
  }

  /**
   * Turns outbox rows into messages in CloudEvents binary mode, ready for {@code
   * kafka:…?batchWithIndividualHeaders=true}; other targets take body and headers as they are.
   *
   * @param rows the rows of {@code next-batch.sql}
   * @param source the value of {@code ce_source}
   * @param exchange the exchange that carries the batch
   * @return a message per row, in the order of the rows
   */
  public static List<Message> messages(
      List<OutboxRow> rows, @Header("outboxEventSource") String source, Exchange exchange) {
    List<Message> messages = new ArrayList<>(rows.size());
    long[] seqs = new long[rows.size()];
    String[] ids = new String[rows.size()];
    EventSpans spans = EventSpans.ofSending(exchange.getContext());
    for (OutboxRow row : rows) {
      seqs[messages.size()] = row.seq();
      ids[messages.size()] = row.id();
      messages.add(message(row, source, exchange.getContext(), spans));
    }
    exchange.setProperty(EVENTS, new Events(seqs, ids));
    exchange.setProperty(SPANS, spans);
    exchange.setProperty(MESSAGES, messages);
    return messages;
  }

  private static Message message(
      OutboxRow row, String source, CamelContext context, EventSpans spans) {
    Message message = new EventMessage(context);
    message.setBody(row.payload());
    message.setHeader(KafkaConstants.KEY, row.key());
    message.setHeader(KafkaConstants.OVERRIDE_TOPIC, row.type());
    message.setHeader(CloudEventHeaders.SPEC_VERSION, "1.0");
    message.setHeader(CloudEventHeaders.ID, row.id());
    message.setHeader(CloudEventHeaders.TYPE, row.type());
    message.setHeader(CloudEventHeaders.SOURCE, source);
    message.setHeader(CloudEventHeaders.TIME, row.time());
    message.setHeader(CloudEventHeaders.SUBJECT, row.subject());
    message.setHeader(CloudEventHeaders.SEQUENCE, Long.toString(row.sequence()));
    message.setHeader(CloudEventHeaders.CONTENT_TYPE, "application/json");
    setIfPresent(
        message,
        CloudEventHeaders.TRACEPARENT,
        spans.open(row.traceparent(), row.type(), row.id(), row.key()));
    setIfPresent(message, CloudEventHeaders.CORRELATION_ID, row.correlationId());
    return message;
  }

  private static void setIfPresent(Message message, String header, Object value) {
    if (value != null) {
      message.setHeader(header, value);
    }
  }

  /** The target has acknowledged the batch. After a full one there may be more at once. */
  public static void published(
      @ExchangeProperty(EVENTS) Events events,
      @ExchangeProperty(SPANS) EventSpans spans,
      @Header("outboxBatchSize") int batchSize,
      Exchange exchange) {
    spans.end();
    exchange.setProperty(PUBLISHED, events);
    exchange.getMessage().setHeader(MORE, Boolean.toString(events.seqs().length >= batchSize));
  }

  /** Whether a batch is published and waits to be marked. */
  public static boolean hasPublished(@ExchangeProperty(PUBLISHED) Events published) {
    return published != null;
  }

  /** Whether such a batch was a full one, so that the turn goes on. */
  public static boolean hasPublishedFull(
      @ExchangeProperty(PUBLISHED) Events published, @Header(MORE) boolean more) {
    return more && published != null;
  }

  /** The parameters of {@code mark-processed.sql}. */
  public static Map<String, Object> processed(
      @ExchangeProperty(PUBLISHED) Events published, @Header("outboxTurn") Map<String, ?> turn) {
    return Map.of(
        PUBLISHED,
        published.seqs(),
        PUBLISHED_IDS,
        published.ids(),
        "outboxSession",
        turn.get("session"));
  }

  /**
   * The parameters of {@code park.sql}.
   *
   * @param failure the exception that the route behind the source ended with
   */
  public static Map<String, Object> refused(
      @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure,
      @ExchangeProperty(SPANS) EventSpans spans,
      @ExchangeProperty(MESSAGES) List<Message> messages,
      Exchange exchange) {
    spans.fail(failure);
    EventRefusedException refusal = ObjectHelper.getException(EventRefusedException.class, failure);
    OutboxMeters.failed();
    for (Message message : messages) {
      if (refusal.eventId().equals(message.getHeader(CloudEventHeaders.ID))) {
        LogContext.of(
            message.getHeader(CloudEventHeaders.TRACEPARENT, String.class),
            message.getHeader(CloudEventHeaders.CORRELATION_ID, String.class),
            () -> LOG.warn("Parked event {}: {}", refusal.eventId(), refusal.getMessage()));
      }
    }
    exchange.removeProperty(PUBLISHED);
    return Map.of("outboxRefusedId", refusal.eventId(), "outboxReason", refusal.getMessage());
  }

  /**
   * Says that a batch stays pending; the next tick tries it again.
   *
   * @param failure the exception that the route behind the source ended with
   */
  public static void notPublished(
      @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure,
      @ExchangeProperty(MESSAGES) List<Message> messages,
      @ExchangeProperty(SPANS) EventSpans spans,
      Exchange exchange) {
    exchange.removeProperty(PUBLISHED);
    spans.fail(failure);
    OutboxMeters.failed();
    Requests requests =
        Requests.of(
            messages,
            message -> message.getHeader(CloudEventHeaders.CORRELATION_ID, String.class),
            message -> message.getHeader(CloudEventHeaders.TRACEPARENT, String.class));
    String line =
        "A batch of %d events%s was not published, stays pending and is tried again at every tick"
            .formatted(messages.size(), requests);
    requests.log(() -> FAILURES.warn(line, failure));
  }
}
