package io.waybill.outbox;

import io.waybill.health.Turn;
import io.waybill.tracing.EventSpans;
import java.time.Duration;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * One turn of the relay, in the transaction that holds the lock: it reads, publishes and marks
 * batch after batch until one is not full. A full batch is marked while the next one is read and
 * published (ADR 12).
 */
final class RelayTurn {
  /**
   * Then the turn ends after its batch, so that operators, upkeep and other replicas get theirs.
   */
  private static final Duration LONGEST = Duration.ofMillis(500);

  /** The text of a JSON document has up to six times as many bytes; it mostly has fewer. */
  private static final int LONGEST_TEXT = 4;

  private static final long[] NONE = {};

  private final OutboxRelay relay;
  private final OutboxStore store;
  private final Target target;
  private final Exchange exchange;
  private final RelayState state;
  private final OutboxFailures failures;
  private final long began = System.nanoTime();

  private OutboxStore.Lock lock;

  /** There may be more to publish at once. */
  private boolean more;

  /** What is published, and neither marked nor being marked. */
  private OutboxStore.Events published;

  /** What is being marked; null if nothing is. */
  private PendingMark pending;

  /** The events of the statement that runs, should it fail because of one of them. */
  private AtStake atStake;

  /** The events that a statement reads, or marks because they are published. */
  record AtStake(List<String> ids, boolean published) {}

  RelayTurn(OutboxRelay relay, OutboxStore store, Target target, Exchange exchange) {
    this.relay = relay;
    this.store = store;
    this.target = target;
    this.exchange = exchange;
    this.state = RelayState.of(exchange);
    this.failures = new OutboxFailures(state, store, relay.batchSize);
  }

  /** A turn that fails is rolled back; a later one tries again. */
  void run() {
    try {
      lock = store.takeTurn();
      if (lock.mine()) {
        runLocked();
      }
      if (more) {
        store.wakeAgain();
      }
    } catch (Exception e) {
      Turn.failedBy(e, exchange);
      failures.turnFailed(e, atStake);
      exchange.setRollbackOnly(true);
    }
  }

  private void runLocked() throws Exception {
    String repaired = lock.upkeepDue() ? store.raiseLowWaterMark() : null;
    if (state.markFailed) {
      // What the database can't mark would be published again and again.
      store.tryToWrite();
      state.markFailed = false;
      return;
    }
    do {
      Turn.goesOn(exchange);
      more = false;
      RelayBatch batch = nextBatch();
      if (batch != null) {
        publish(batch);
      }
    } while (more && !isLong(System.nanoTime() - began));
    awaitMark();
    if (published != null) {
      atStake = new AtStake(List.of(published.ids()), true);
      OutboxMeters.published(store.markProcessed(published, lock));
    }
    if (repaired != null) {
      OutboxMeters.repaired(repaired);
    }
  }

  static boolean isLong(long nanos) {
    return nanos >= LONGEST.toNanos();
  }

  /** Null if nothing is pending. */
  private RelayBatch nextBatch() throws Exception {
    String tried = state.topics.due();
    int most = tried == null ? state.limit.rows(relay.batchSize) : 1;
    long text = relay.batchBytes / relay.batchSize;
    List<OutboxRow> rows =
        store.nextBatch(
            most,
            // After a failure no payload is read here, as that may be what failed.
            state.limit.isReduced() ? -1 : text / LONGEST_TEXT,
            text,
            state.topics.names(tried),
            pending == null ? NONE : pending.events().seqs());
    int found = rows.size();
    if (mayBeLarge(rows)) {
      List<String> ids = state.bad.before(rows);
      atStake = new AtStake(ids, false);
      rows = store.largeBatch(ids, state.limit.bytes(relay.batchBytes), relay.batchBytes);
      atStake = null;
    }
    if (rows.isEmpty()) {
      state.topics.nothingElse(tried);
      return null;
    }
    return new RelayBatch(rows, rows.size() >= most || rows.size() < found);
  }

  /**
   * Whether some events may be large, and were read without their payload. If the first of them
   * can't be read, the batch goes on to be refused for that.
   */
  private boolean mayBeLarge(List<OutboxRow> rows) {
    return !rows.isEmpty()
        && state.bad.reason(rows.get(0).id()) == null
        && rows.stream().anyMatch(row -> row.payload() == null);
  }

  private void publish(RelayBatch batch) throws Exception {
    EventSpans spans = EventSpans.ofSending(exchange.getContext());
    try {
      List<Message> messages =
          new OutboxMessages(exchange.getContext(), relay, state.bad, spans).of(batch.rows());
      long sent = System.nanoTime();
      target.send(messages, exchange);
      spans.end();
      acknowledged(batch, batch.size());
      state.limit.published(Duration.ofNanos(System.nanoTime() - sent));
      more = batch.isFull();
    } catch (Exception e) {
      spans.fail(e);
      acknowledged(batch, OutboxFailures.acknowledged(batch, e));
      more = failures.batchFailed(batch, e, published != null, exchange);
    } finally {
      awaitMark();
    }
    if (more && published != null) {
      pending = store.beginMark(published, lock);
      published = null;
    }
  }

  /** The target has taken the first events of the batch. */
  private void acknowledged(RelayBatch batch, int count) {
    published = count == 0 ? null : batch.events(count);
    if (count > 0) {
      state.published(batch, count);
    }
  }

  private void awaitMark() throws Exception {
    if (pending != null) {
      PendingMark waitedFor = pending;
      pending = null;
      atStake = new AtStake(List.of(waitedFor.events().ids()), true);
      waitedFor.await();
      atStake = null;
    }
  }
}
