package io.waybill.outbox;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A batch that is being marked as processed, while the turn reads and publishes the next one. The
 * turn must not end before it.
 *
 * @param events what is being marked, which must not be read again
 * @param topics the rows of {@code mark-processed.sql}
 */
record PendingMark(OutboxStore.Events events, Future<List<Map<String, Object>>> topics) {
  /**
   * A mark takes 20 ms. It may wait for a session that wants to lock the whole table and itself
   * waits for this turn, a deadlock that PostgreSQL can't see.
   */
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  /**
   * Waits until the batch is marked, and counts it.
   *
   * @throws IllegalStateException if it could not be marked in time, which ends the turn; what
   *     stays pending is published again
   */
  void await() throws InterruptedException, SQLException {
    try {
      OutboxMeters.published(topics.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS));
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "%d published events could not be marked as processed in time and may be published again"
              .formatted(events.seqs().length),
          e);
    }
  }
}
