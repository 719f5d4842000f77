package io.waybill.outbox;

import java.time.Duration;

/**
 * How much a batch may have. It falls to a quarter when a batch fails, as the batch may have needed
 * longer than the target waits, and doubles again with each batch that is published quickly.
 */
final class BatchLimit {
  /** A batch of twice the size still ends before Kafka's delivery timeout of six seconds. */
  static final Duration QUICK = Duration.ofMillis(1500);

  private int halvings;

  void published(Duration took) {
    if (halvings > 0 && took.compareTo(QUICK) < 0) {
      halvings--;
    }
  }

  void failed(int configuredRows) {
    halvings = Math.min(halvings + 2, Integer.SIZE - Integer.numberOfLeadingZeros(configuredRows));
  }

  /** Whether batches are smaller than usual. */
  boolean isReduced() {
    return halvings > 0;
  }

  /** The most events, at least one. */
  int rows(int configured) {
    return Math.max(1, configured >> halvings);
  }

  /** The bytes after which no further event is taken. */
  long bytes(long configured) {
    return Math.max(1, configured >> halvings);
  }
}
