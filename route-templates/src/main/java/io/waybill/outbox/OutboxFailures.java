package io.waybill.outbox;

import io.waybill.events.Failures;
import io.waybill.events.LogLimit;
import io.waybill.events.RepeatedFailureLog;
import io.waybill.health.Turn;
import io.waybill.tracing.LogContext;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.util.ObjectHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the relay does after a failure: what it concerns, one event, one topic, a batch or the
 * database, is parked, held back or tried again.
 */
final class OutboxFailures {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxFailures.class);

  private static final int LONGEST_REASON = 1000;

  /** A target may refuse thousands. */
  private static final LogLimit PARKED = new LogLimit(10, Duration.ofMinutes(1));

  private static final RepeatedFailureLog BATCHES = new RepeatedFailureLog(OutboxFailures.class);
  private static final RepeatedFailureLog TURNS = new RepeatedFailureLog(OutboxFailures.class);

  private final RelayState state;
  private final OutboxStore store;
  private final int batchSize;

  OutboxFailures(RelayState state, OutboxStore store, int batchSize) {
    this.state = state;
    this.store = store;
    this.batchSize = batchSize;
  }

  /** How many events of a failed batch the target has acknowledged. */
  static int acknowledged(RelayBatch batch, Exception failure) {
    PartlyPublishedException partly =
        ObjectHelper.getException(PartlyPublishedException.class, failure);
    return partly == null ? 0 : Math.max(0, batch.indexOf(partly.eventId()));
  }

  /**
   * A batch was not published, or only partly.
   *
   * @return whether the turn may go on: what held up the batch does so no longer
   */
  boolean batchFailed(RelayBatch batch, Exception failure, boolean partly, Exchange exchange)
      throws Exception {
    OutboxMeters.failed();
    EventRefusedException event = ObjectHelper.getException(EventRefusedException.class, failure);
    TopicRefusedException topic = ObjectHelper.getException(TopicRefusedException.class, failure);
    // A target that names another event or topic would be asked again at once, and for ever.
    if (event != null && batch.indexOf(event.eventId()) >= 0) {
      refused(event, batch);
      return true;
    }
    if (event == null && topic != null && batch.hasTopic(topic.topic())) {
      refused(topic);
      return true;
    }
    Turn.failedBy(failure, exchange);
    notPublished(batch, failure, partly);
    return false;
  }

  /** The target will never take one event. */
  private void refused(EventRefusedException refusal, RelayBatch batch) throws Exception {
    OutboxRow row = batch.rows().get(batch.indexOf(refusal.eventId()));
    String reason = text(refusal.getMessage());
    store.park(row.id(), reason);
    LogContext.of(
        row.traceparent(), row.correlationId(), () -> logParked("event " + row.id(), reason));
    // An operator may repair it and try it again.
    state.bad.parked(row.id());
  }

  /** The target takes nothing for one topic. */
  private void refused(TopicRefusedException refusal) throws Exception {
    String topic = refusal.topic();
    String reason = text(refusal.getMessage());
    boolean isNew = state.topics.isNew(topic);
    boolean wasGivenUp = state.topics.isGivenUp(topic);
    boolean givesUp = state.topics.refused(topic);
    if (isNew) {
      LOG.warn("Events for topic {} wait, others go on: {}", topic, reason);
    }
    if (givesUp) {
      store.parkTopic(topic, reason);
    }
    if (givesUp && !isNew && !wasGivenUp) {
      logParked("the events for topic " + topic, reason);
    }
  }

  /** The batch stays pending; a later turn tries it again, with a smaller one. */
  private void notPublished(RelayBatch batch, Exception failure, boolean partly) {
    state.limit.failed(batchSize);
    if (batch.size() == 1) {
      state.topics.unanswered(batch.rows().get(0).type());
    }
    if (!partly) {
      state.pause.failed(failure);
    }
    String line =
        "A batch of %d events%s was not published, stays pending and is tried again"
            .formatted(batch.size(), batch.correlation());
    batch.correlation().log(() -> BATCHES.warn(line, failure));
  }

  /**
   * A statement has failed, as when the database is away. If it is a row that the database can't
   * read or mark, smaller and smaller batches find out which, and no other suffers.
   *
   * @param atStake the events of the statement; null for the one that finds the pending events
   */
  void turnFailed(Exception failure, RelayTurn.AtStake atStake) {
    logTurn(failure);
    if (Failures.isOfTheRow(failure) && state.narrows(atStake, failure, batchSize)) {
      return;
    }
    state.markFailed = state.markFailed || (atStake != null && atStake.published());
    state.pause.failed(failure);
  }

  static void logTurn(Throwable failure) {
    TURNS.warn("The relay can't read or mark the events in outbox_events and tries again", failure);
  }

  private static void logParked(String what, String reason) {
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
}
