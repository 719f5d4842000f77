package io.waybill.outbox;

import io.waybill.events.CloudEventHeaders;
import io.waybill.events.RepeatedFailureLog;
import io.waybill.tracing.EventSpans;
import io.waybill.tracing.LogContext;
import io.waybill.tracing.Requests;
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
  /** Exchange property: what marks the batch as processed. */
  static final String SEQS = "outboxSeqs";

  /** Exchange property: the messages, for lines about those that are refused or wait. */
  private static final String MESSAGES = "outboxMessages";

  /** Exchange property: the spans of what is being published. */
  private static final String SPANS = "outboxSpans";

  /** Longer than any publishing can take; then PostgreSQL gives the turn to another relay. */
  private static final String PATIENCE = "20s";

  private static final Logger LOG = LoggerFactory.getLogger(OutboxBatch.class);

  private static final RepeatedFailureLog FAILURES = new RepeatedFailureLog(OutboxBatch.class);

  /**
   * Public, or Camel would look for a bean of this type at each call of a predicate instead of
   * keeping one.
   */
  public OutboxBatch() {}

  /**
   * The parameters of {@code take-turn.sql} and {@code next-batch.sql}, as the map for which
   * camel-sql need not ask.
   */
  public static Map<String, Object> limits(@Header("outboxBatchSize") int batchSize) {
    return Map.of("outboxPatience", PATIENCE, "outboxBatchSize", batchSize);
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
    EventSpans spans = EventSpans.ofSending(exchange.getContext());
    for (OutboxRow row : rows) {
      seqs[messages.size()] = row.seq();
      messages.add(message(row, source, exchange.getContext(), spans));
    }
    exchange.setProperty(SEQS, seqs);
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

  /**
   * The parameters of {@code mark-processed.sql}.
   *
   * @param seqs the publishing order numbers of the batch
   * @param spans end here: the target has acknowledged
   */
  public static Map<String, Object> processed(
      @ExchangeProperty(SEQS) long[] seqs, @ExchangeProperty(SPANS) EventSpans spans) {
    spans.end();
    return Map.of(SEQS, seqs);
  }

  /** True when the batch was full, so that there may be more to publish at once. */
  public static boolean isFull(
      @ExchangeProperty(SEQS) long[] seqs, @Header("outboxBatchSize") int batchSize) {
    return seqs.length >= batchSize;
  }

  /**
   * The parameters of {@code park.sql}.
   *
   * @param failure the exception that the route behind the source ended with
   */
  public static Map<String, Object> refused(
      @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure,
      @ExchangeProperty(SPANS) EventSpans spans,
      @ExchangeProperty(MESSAGES) List<Message> messages) {
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
      @ExchangeProperty(SPANS) EventSpans spans) {
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
