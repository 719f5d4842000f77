package io.waybill.outbox;

import com.github.f4b6a3.uuid.UuidCreator;
import io.waybill.events.CloudEventHeaders;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;

/**
 * The step of the {@code outbox-append-action} Kamelet that a route can't say well: the event's row
 * from the message.
 */
public final class OutboxAppend {
  /** The SQL component obeys headers that begin so. */
  private static final String FOR_SQL = "CamelSql";

  private OutboxAppend() {}

  /**
   * The parameters of {@code append.sql}.
   *
   * @param type the event's type and topic
   * @param subjectHeader name of the header that holds the id of what the event is about
   * @param sequenceHeader name of the header that holds the event's number
   * @throws IllegalArgumentException when one of the two headers is missing
   */
  public static Map<String, Object> row(
      @ExchangeProperty("outboxType") String type,
      @ExchangeProperty("outboxSubjectHeader") String subjectHeader,
      @ExchangeProperty("outboxSequenceHeader") String sequenceHeader,
      Exchange exchange) {
    Message message = exchange.getMessage();
    // They would replace the statement or its parameters, and a caller of the route may have set
    // them.
    message.getHeaders().keySet().removeIf(OutboxAppend::isForSql);
    String subject = required(message, subjectHeader, String.class);
    Map<String, Object> row = new HashMap<>(16);
    row.put("id", UuidCreator.getTimeOrderedEpoch().toString());
    row.put("subject", subject);
    row.put("type", type);
    row.put("key", subject);
    row.put("sequence", required(message, sequenceHeader, Long.class));
    row.put("payload", message.getBody(String.class));
    row.put("traceparent", message.getHeader(CloudEventHeaders.TRACEPARENT, String.class));
    row.put("correlationId", message.getHeader(CloudEventHeaders.CORRELATION_ID, String.class));
    return row;
  }

  private static boolean isForSql(String header) {
    return header.regionMatches(true, 0, FOR_SQL, 0, FOR_SQL.length());
  }

  private static <T> T required(Message message, String header, Class<T> type) {
    T value = message.getHeader(header, type);
    if (value == null) {
      throw new IllegalArgumentException(
          "The outbox needs the header "
              + header
              + ": set it before kamelet:outbox-append-action.");
    }
    return value;
  }
}
