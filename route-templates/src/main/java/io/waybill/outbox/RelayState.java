package io.waybill.outbox;

import io.waybill.events.Failures;
import java.util.function.LongSupplier;
import org.apache.camel.Exchange;

/** What a relay knows from one turn to the next. Only its route's thread uses it. */
final class RelayState {
  /** Property of the route. */
  static final String PROPERTY = "outboxRelay";

  final BatchLimit limit = new BatchLimit();
  final BadRows bad = new BadRows();
  final HeldTopics topics;
  final Pause pause;

  /** What was published last could not be marked as processed. */
  boolean markFailed;

  RelayState(LongSupplier nanos) {
    topics = new HeldTopics(nanos);
    pause = new Pause(nanos);
  }

  /** That of the relay whose exchange this is. */
  static RelayState of(Exchange exchange) {
    return (RelayState)
        exchange
            .getContext()
            .getRoute(exchange.getFromRouteId())
            .getProperties()
            .computeIfAbsent(PROPERTY, name -> new RelayState(System::nanoTime));
  }

  /**
   * After a statement has failed as for one of its rows.
   *
   * @param atStake its events; null for the one that finds the pending events
   * @return whether the next turn, with fewer events, may find out which row it is
   */
  boolean narrows(RelayTurn.AtStake atStake, Throwable failure, int batchSize) {
    if (atStake == null && limit.isReduced()) {
      return false;
    }
    if (atStake != null && atStake.ids().size() == 1) {
      String what =
          atStake.published()
              ? "It is published, but can't be marked as processed: "
              : "It can't be read from outbox_events: ";
      bad.add(atStake.ids().get(0), what + Failures.reason(failure));
    } else {
      limit.failed(batchSize);
    }
    return true;
  }

  /** The target has acknowledged the first events of a batch. */
  void published(RelayBatch batch, int count) {
    pause.succeeded();
    if (!topics.isEmpty()) {
      topics.published(batch.topics(count));
    }
  }
}
