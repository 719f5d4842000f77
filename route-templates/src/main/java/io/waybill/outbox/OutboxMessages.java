package io.waybill.outbox;

import io.waybill.events.CloudEventHeaders;
import io.waybill.tracing.EventSpans;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;

/**
 * Turns outbox rows into messages in CloudEvents binary mode, ready for {@code
 * kafka:…?batchWithIndividualHeaders=true}; other targets take body and headers as they are.
 */
final class OutboxMessages {
  private final CamelContext camel;
  private final OutboxRelay relay;
  private final BadRows bad;
  private final EventSpans spans;

  OutboxMessages(CamelContext camel, OutboxRelay relay, BadRows bad, EventSpans spans) {
    this.camel = camel;
    this.relay = relay;
    this.bad = bad;
    this.spans = spans;
  }

  /**
   * A message for each row, in the order of the rows.
   *
   * @throws EventRefusedException about the first row that can't be a message
   */
  List<Message> of(List<OutboxRow> rows) {
    List<Message> messages = new ArrayList<>(rows.size());
    for (OutboxRow row : rows) {
      String reason = refusal(row);
      if (reason != null) {
        throw new EventRefusedException(row.id(), reason, null);
      }
      try {
        messages.add(message(row));
      } catch (RuntimeException e) {
        throw new EventRefusedException(row.id(), "The event can't be made a message: " + e, e);
      }
    }
    return messages;
  }

  /** Why a row can't be a message; null if it can. */
  private String refusal(OutboxRow row) {
    if (bad.reason(row.id()) != null) {
      return bad.reason(row.id());
    }
    if (row.payload() == null) {
      return "The event is larger than a whole batch may be, %s bytes: raise batchBytes, then retry the event"
          .formatted(relay.batchBytes);
    }
    return row.type().isBlank()
        ? "The event has no type, which names its topic: set event_type"
        : null;
  }

  private Message message(OutboxRow row) {
    Message message = new EventMessage(camel);
    message.setBody(row.payload());
    message.setHeader(KafkaConstants.KEY, row.key());
    message.setHeader(KafkaConstants.OVERRIDE_TOPIC, row.type());
    message.setHeader(CloudEventHeaders.SPEC_VERSION, "1.0");
    message.setHeader(CloudEventHeaders.ID, row.id());
    message.setHeader(CloudEventHeaders.TYPE, row.type());
    message.setHeader(CloudEventHeaders.SOURCE, relay.source);
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
}
