package io.waybill.outbox;

import io.waybill.events.CloudEventHeaders;
import io.waybill.tracing.EventSpans;
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
  static final String MORE = "outboxMore";

  /** Exchange property: the messages, for lines about those that are refused or wait. */
  static final String MESSAGES = "outboxMessages";

  /** Exchange property: the topic that is tried again with this batch. */
  static final String TRIED = "outboxTried";

  /** Exchange property: the most events of this batch. */
  private static final String ROWS = "outboxRows";

  /** Exchange property: the events of the statement that runs, should it fail because of one. */
  static final String AT_STAKE = "outboxAtStake";

  /** Exchange property: how many events the batch would have had without the limit of bytes. */
  private static final String CUT = "outboxCut";

  /** Exchange property: when the batch was sent, {@link System#nanoTime()}. */
  private static final String SENT = "outboxSent";

  /** The text of a JSON document has up to six times as many bytes; it mostly has fewer. */
  private static final int LONGEST_TEXT = 4;

  /** Exchange property: the spans of what is being published. */
  static final String SPANS = "outboxSpans";

  /** Longer than any publishing can take; then PostgreSQL gives the turn to another relay. */
  private static final String PATIENCE = "20s";

  /**
   * Then the turn ends after its batch, so that operators, upkeep and other replicas get theirs.
   */
  private static final Duration LONGEST_TURN = Duration.ofMillis(500);

  /**
   * The events of a batch.
   *
   * @param seqs their publishing order numbers, by which they are found
   * @param ids tell two events with one number apart, which may be after a sequence has been reset
   */
  @SuppressWarnings("ArrayRecordComponent") // as the statements take them
  record Events(long[] seqs, String[] ids) {}

  /** The events that a statement reads, or marks because they are published. */
  record AtStake(List<String> ids, boolean published) {}

  /**
   * Public, or Camel would look for a bean of this type at each call of a predicate instead of
   * keeping one.
   */
  public OutboxBatch() {}

  /** The parameters of {@code take-turn.sql}, as the map for which camel-sql need not ask. */
  public static Map<String, Object> patience(Exchange exchange) {
    exchange.setProperty(BEGAN, System.nanoTime());
    exchange.getExchangeExtension().addOnCompletion(RelayState.of(exchange).pauseAfterFailure());
    return Map.of("outboxPatience", PATIENCE);
  }

  /** Whether it is not yet time for a look at the outbox, after failures. */
  public static boolean isPaused(Exchange exchange) {
    return !RelayState.of(exchange).pause.isOver();
  }

  /** Whether the turn goes on with another batch. */
  public static boolean goesOn(@Header(MORE) boolean more, @ExchangeProperty(BEGAN) long began) {
    return more && System.nanoTime() - began < LONGEST_TURN.toNanos();
  }

  /**
   * Whether the database has to prove that it can write before anything is published: what it can't
   * mark would be published again and again.
   */
  public static boolean mustProveToWrite(Exchange exchange) {
    return RelayState.of(exchange).markFailed;
  }

  /** The database has proved it. */
  public static void canWrite(Exchange exchange) {
    RelayState.of(exchange).markFailed = false;
  }

  /** The parameters of {@code next-batch.sql}: what is published but not yet marked is not read. */
  public static Map<String, Object> next(
      @Header("outboxBatchSize") int batchSize,
      @Header("outboxBatchBytes") long batchBytes,
      Exchange exchange) {
    RelayState relay = RelayState.of(exchange);
    String tried = relay.topics.due();
    int rows = tried == null ? relay.limit.rows(batchSize) : 1;
    exchange.setProperty(TRIED, tried);
    exchange.setProperty(ROWS, rows);
    exchange.removeProperty(CUT);
    exchange.getMessage().setHeader(MORE, "false");
    long text = batchBytes / batchSize;
    return Map.of(
        "outboxBatchSize",
        rows,
        "outboxSmall",
        // After a failure no payload is read here, as that may be what failed: see large().
        relay.limit.isReduced() ? -1 : text / LONGEST_TEXT,
        "outboxText",
        text,
        "outboxHeld",
        relay.topics.names(tried),
        PUBLISHED,
        MarkedMeanwhile.seqs(exchange));
  }

  /**
   * Whether there is anything to publish. Not {@code ${body.size}}: Camel would hash all rows for
   * it.
   */
  public static boolean hasRows(
      @Body List<OutboxRow> rows, @ExchangeProperty(TRIED) String tried, Exchange exchange) {
    if (rows.isEmpty()) {
      RelayState.of(exchange).topics.nothingElse(tried);
    }
    return !rows.isEmpty();
  }

  /**
   * Whether the batch has events that may be large, and were read without their payload. If the
   * first of them can't be read, the batch goes on to be refused for that.
   */
  public static boolean mayBeLarge(@Body List<OutboxRow> rows, Exchange exchange) {
    if (!rows.isEmpty() && RelayState.of(exchange).bad.reason(rows.get(0).id()) != null) {
      return false;
    }
    for (OutboxRow row : rows) {
      if (row.payload() == null) {
        return true;
      }
    }
    return false;
  }

  /** The parameters of {@code large-batch.sql}. */
  public static Map<String, Object> large(
      @Body List<OutboxRow> rows, @Header("outboxBatchBytes") long batchBytes, Exchange exchange) {
    exchange.setProperty(CUT, rows.size());
    List<String> ids = RelayState.of(exchange).bad.before(rows);
    exchange.setProperty(AT_STAKE, new AtStake(ids, false));
    return Map.of(
        "outboxIds",
        ids.toArray(String[]::new),
        "outboxBatchBytes",
        RelayState.of(exchange).limit.bytes(batchBytes),
        "outboxLargest",
        batchBytes);
  }

  /**
   * Turns outbox rows into messages in CloudEvents binary mode, ready for {@code
   * kafka:…?batchWithIndividualHeaders=true}; other targets take body and headers as they are.
   *
   * @param rows the rows of {@code next-batch.sql} or {@code large-batch.sql}
   * @param source the value of {@code ce_source}
   * @param exchange the exchange that carries the batch
   * @return a message per row, in the order of the rows
   * @throws EventRefusedException about the first row that can't be a message
   */
  public static List<Message> messages(
      List<OutboxRow> rows, @Header("outboxEventSource") String source, Exchange exchange) {
    List<Message> messages = new ArrayList<>(rows.size());
    long[] seqs = new long[rows.size()];
    String[] ids = new String[rows.size()];
    EventSpans spans = EventSpans.ofSending(exchange.getContext());
    exchange.setProperty(EVENTS, new Events(seqs, ids));
    exchange.setProperty(SPANS, spans);
    exchange.setProperty(MESSAGES, messages);
    exchange.removeProperty(AT_STAKE);
    for (OutboxRow row : rows) {
      seqs[messages.size()] = row.seq();
      ids[messages.size()] = row.id();
      messages.add(checked(row, source, exchange, spans));
    }
    exchange.setProperty(SENT, System.nanoTime());
    return messages;
  }

  private static Message checked(
      OutboxRow row, String source, Exchange exchange, EventSpans spans) {
    String bad = RelayState.of(exchange).bad.reason(row.id());
    if (bad != null) {
      throw new EventRefusedException(row.id(), bad, null);
    }
    if (row.payload() == null) {
      throw new EventRefusedException(
          row.id(),
          "The event is larger than a whole batch may be, %s bytes: raise batchBytes, then retry the event"
              .formatted(exchange.getMessage().getHeader("outboxBatchBytes")),
          null);
    }
    if (row.type().isBlank()) {
      throw new EventRefusedException(
          row.id(), "The event has no type, which names its topic: set event_type", null);
    }
    try {
      return message(row, source, exchange.getContext(), spans);
    } catch (RuntimeException e) {
      throw new EventRefusedException(row.id(), "The event can't be made a message: " + e, e);
    }
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
      @ExchangeProperty(MESSAGES) List<Message> messages,
      @ExchangeProperty(SPANS) EventSpans spans,
      @ExchangeProperty(SENT) long sent,
      Exchange exchange) {
    spans.end();
    RelayState relay = RelayState.of(exchange);
    relay.published(messages);
    relay.limit.published(Duration.ofNanos(System.nanoTime() - sent));
    exchange.removeProperty(MESSAGES);
    exchange.setProperty(PUBLISHED, events);
    exchange.getMessage().setHeader(MORE, Boolean.toString(isFull(events.seqs().length, exchange)));
  }

  /** Full of events, full of bytes, or a topic was tried with the first of them. */
  private static boolean isFull(int events, Exchange exchange) {
    return events >= exchange.getProperty(ROWS, int.class)
        || events < exchange.getProperty(CUT, 0, int.class);
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
      @ExchangeProperty(PUBLISHED) Events published,
      @Header("outboxTurn") Map<String, ?> turn,
      Exchange exchange) {
    exchange.setProperty(AT_STAKE, unmarked(published));
    return parameters(published, turn);
  }

  /** What is at stake while these are marked. */
  static AtStake unmarked(Events published) {
    return new AtStake(List.of(published.ids()), true);
  }

  static Map<String, Object> parameters(Events published, Map<String, ?> turn) {
    return Map.of(
        PUBLISHED,
        published.seqs(),
        PUBLISHED_IDS,
        published.ids(),
        "outboxSession",
        turn.get("session"));
  }
}
