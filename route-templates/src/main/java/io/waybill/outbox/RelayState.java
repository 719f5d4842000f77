package io.waybill.outbox;

import io.waybill.events.CloudEventHeaders;
import io.waybill.events.Failures;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.Synchronization;
import org.apache.camel.support.SynchronizationAdapter;

/** What a relay knows from one look at the outbox to the next. Only its route's thread uses it. */
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

  /** For a transaction that can't begin or commit, of which no step of the route hears. */
  Synchronization pauseAfterFailure() {
    return new SynchronizationAdapter() {
      @Override
      public void onFailure(Exchange exchange) {
        if (exchange.getException() != null) {
          pause.failed(exchange.getException());
        }
      }
    };
  }

  /**
   * After a statement has failed as for one of its rows.
   *
   * @param atStake its events; null for the one that finds the pending events
   * @return whether the next look, with fewer events, may find out which row it is
   */
  boolean narrows(OutboxBatch.AtStake atStake, Throwable failure, int batchSize) {
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

  /** The target has acknowledged these. */
  void published(List<Message> messages) {
    pause.succeeded();
    if (!topics.isEmpty() && !messages.isEmpty()) {
      Set<String> published =
          messages.stream()
              .map(message -> message.getHeader(CloudEventHeaders.TYPE, String.class))
              .collect(Collectors.toSet());
      topics.published(published);
    }
  }
}
