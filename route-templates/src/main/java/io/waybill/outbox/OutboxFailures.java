package io.waybill.outbox;

import io.waybill.events.CloudEventHeaders;
import io.waybill.events.Failures;
import io.waybill.events.LogLimit;
import io.waybill.events.RepeatedFailureLog;
import io.waybill.tracing.EventSpans;
import io.waybill.tracing.LogContext;
import io.waybill.tracing.Requests;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.apache.camel.util.ObjectHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Steps of the {@code outbox-source} Kamelet after a failure: what of the batch is marked all the
 * same, and whom the failure concerns.
 */
public final class OutboxFailures {
  /** Header: whether the events of a refused topic are to be parked. */
  private static final String GIVES_UP = "outboxGivesUp";

  /** Exchange property: the id of the event that is being parked. */
  private static final String REFUSED = "outboxRefused";

  private static final Logger LOG = LoggerFactory.getLogger(OutboxFailures.class);

  private static final int LONGEST_REASON = 1000;

  /** A target may refuse thousands. */
  private static final LogLimit PARKED = new LogLimit(10, Duration.ofMinutes(1));

  private static final RepeatedFailureLog BATCHES = new RepeatedFailureLog(OutboxFailures.class);
  private static final RepeatedFailureLog LOOKS = new RepeatedFailureLog(OutboxFailures.class);

  private OutboxFailures() {}

  /**
   * The target will never take one event.
   *
   * @param failure the exception that the route behind the source ended with
   * @return the parameters of {@code park.sql}
   */
  public static Map<String, Object> refused(
      @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure, Exchange exchange) {
    EventRefusedException refusal = ObjectHelper.getException(EventRefusedException.class, failure);
    if (!isOfBatch(refusal.eventId(), exchange)) {
      notPublished(failure, exchange);
      return Map.of("outboxRefusedId", "", "outboxReason", "");
    }
    List<Message> messages = ended(failure, exchange);
    exchange.setProperty(REFUSED, refusal.eventId());
    String reason = text(refusal.getMessage());
    Runnable line = () -> parked("event " + refusal.eventId(), reason);
    int place = place(refusal.eventId(), messages);
    if (place < 0) {
      line.run();
    } else {
      Message message = messages.get(place);
      LogContext.of(
          message.getHeader(CloudEventHeaders.TRACEPARENT, String.class),
          message.getHeader(CloudEventHeaders.CORRELATION_ID, String.class),
          line);
    }
    return Map.of("outboxRefusedId", refusal.eventId(), "outboxReason", reason);
  }

  /** The event is parked; what it held up can go on. */
  public static void parked(Exchange exchange) {
    Object eventId = exchange.removeProperty(REFUSED);
    if (eventId != null) {
      RelayState.of(exchange).bad.parked(eventId.toString());
      exchange.getMessage().setHeader(OutboxBatch.MORE, "true");
    }
  }

  /** A target that names another event would be asked again at once, and for ever. */
  private static boolean isOfBatch(String eventId, Exchange exchange) {
    OutboxBatch.Events events = exchange.getProperty(OutboxBatch.EVENTS, OutboxBatch.Events.class);
    return eventId != null && Arrays.asList(events.ids()).contains(eventId);
  }

  private static void parked(String what, String reason) {
    PARKED
        .permit("parked")
        .ifPresent(
            leftOut ->
                LOG.warn(
                    "Parked {}: {}{}",
                    what,
                    reason,
                    leftOut == 0 ? "" : " (and " + leftOut + " more since the last such line)"));
  }

  /** As PostgreSQL can store it, and an operator wants to read it. */
  private static String text(String reason) {
    String given = reason == null ? "no reason is given" : reason.replace('\0', '\uFFFD');
    return given.length() > LONGEST_REASON ? given.substring(0, LONGEST_REASON) : given;
  }

  /**
   * The target takes nothing for one topic.
   *
   * @param failure the exception that the route behind the source ended with
   * @return the parameters of {@code park-topic.sql}
   */
  public static Map<String, Object> topicRefused(
      @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure, Exchange exchange) {
    TopicRefusedException refusal = ObjectHelper.getException(TopicRefusedException.class, failure);
    exchange.getMessage().removeHeader(GIVES_UP);
    if (!hasTopic(refusal.topic(), exchange)) {
      notPublished(failure, exchange);
      return Map.of();
    }
    ended(failure, exchange);
    exchange.getMessage().setHeader(OutboxBatch.MORE, "true");
    HeldTopics topics = RelayState.of(exchange).topics;
    boolean isNew = topics.isNew(refusal.topic());
    boolean wasGivenUp = topics.isGivenUp(refusal.topic());
    boolean givesUp = topics.refused(refusal.topic());
    exchange.getMessage().setHeader(GIVES_UP, givesUp);
    String reason = text(refusal.getMessage());
    if (isNew) {
      LOG.warn("Events for topic {} wait, others go on: {}", refusal.topic(), reason);
    } else if (givesUp && !wasGivenUp) {
      parked("the events for topic " + refusal.topic(), reason);
    }
    return Map.of("outboxTopic", refusal.topic(), "outboxReason", reason);
  }

  @SuppressWarnings("unchecked")
  private static boolean hasTopic(String topic, Exchange exchange) {
    List<Message> messages = exchange.getProperty(OutboxBatch.MESSAGES, List.class);
    return messages.stream().anyMatch(message -> type(message).equals(topic));
  }

  /**
   * A batch stays pending; a later look tries it again, with a smaller one.
   *
   * @param failure the exception that the route behind the source ended with
   */
  public static void notPublished(
      @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure, Exchange exchange) {
    List<Message> messages = ended(failure, exchange);
    RelayState relay = RelayState.of(exchange);
    relay.limit.failed(exchange.getMessage().getHeader("outboxBatchSize", int.class));
    if (messages.size() == 1) {
      relay.topics.unanswered(type(messages.get(0)));
    }
    if (exchange.getProperty(OutboxBatch.PUBLISHED) == null) {
      relay.pause.failed(failure);
    }
    Requests requests =
        Requests.of(
            messages,
            message -> message.getHeader(CloudEventHeaders.CORRELATION_ID, String.class),
            message -> message.getHeader(CloudEventHeaders.TRACEPARENT, String.class));
    String line =
        "A batch of %d events%s was not published, stays pending and is tried again"
            .formatted(messages.size(), requests);
    requests.log(() -> BATCHES.warn(line, failure));
  }

  /**
   * A look at the outbox has failed, as when the database is away. If it is a row that the database
   * can't read or mark, smaller and smaller batches find out which, and no other suffers.
   *
   * @param failure what it failed of
   */
  public static void lookFailed(
      @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure, Exchange exchange) {
    RelayState relay = RelayState.of(exchange);
    OutboxBatch.AtStake atStake =
        exchange.getProperty(OutboxBatch.AT_STAKE, OutboxBatch.AtStake.class);
    say(failure);
    int batchSize = exchange.getMessage().getHeader("outboxBatchSize", int.class);
    if (Failures.isOfTheRow(failure) && relay.narrows(atStake, failure, batchSize)) {
      return;
    }
    relay.markFailed = relay.markFailed || (atStake != null && atStake.published());
    relay.pause.failed(failure);
  }

  static void say(Throwable failure) {
    LOOKS.warn("The relay can't read or mark the events in outbox_events and tries again", failure);
  }

  /** Keeps of the batch what the target has acknowledged, to be marked; returns the whole batch. */
  @SuppressWarnings("unchecked")
  private static List<Message> ended(Exception failure, Exchange exchange) {
    exchange.getProperty(OutboxBatch.SPANS, EventSpans.class).fail(failure);
    OutboxMeters.failed();
    List<Message> messages = exchange.getProperty(OutboxBatch.MESSAGES, List.class);
    exchange.removeProperty(OutboxBatch.MESSAGES);
    exchange.removeProperty(OutboxBatch.PUBLISHED);
    PartlyPublishedException partly =
        ObjectHelper.getException(PartlyPublishedException.class, failure);
    int published = partly == null ? 0 : place(partly.eventId(), messages);
    if (published > 0) {
      OutboxBatch.Events events =
          exchange.getProperty(OutboxBatch.EVENTS, OutboxBatch.Events.class);
      exchange.setProperty(
          OutboxBatch.PUBLISHED,
          new OutboxBatch.Events(
              Arrays.copyOf(events.seqs(), published), Arrays.copyOf(events.ids(), published)));
      RelayState.of(exchange).published(messages.subList(0, published));
    }
    return messages;
  }

  private static int place(String eventId, List<Message> messages) {
    for (int place = 0; place < messages.size(); place++) {
      if (messages.get(place).getHeader(CloudEventHeaders.ID).equals(eventId)) {
        return place;
      }
    }
    return -1;
  }

  private static String type(Message message) {
    return message.getHeader(CloudEventHeaders.TYPE, String.class);
  }
}
