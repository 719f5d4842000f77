package io.waybill.outbox;

import io.waybill.tracing.BatchCorrelation;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A batch that is being published.
 *
 * @param rows its events, at least one
 * @param isFull full of events, or full of bytes: there may be more at once
 */
record RelayBatch(List<OutboxRow> rows, boolean isFull) {
  int size() {
    return rows.size();
  }

  /** The place of an event; -1 if the batch does not have it. */
  int indexOf(String eventId) {
    for (int index = 0; index < rows.size(); index++) {
      if (rows.get(index).id().equals(eventId)) {
        return index;
      }
    }
    return -1;
  }

  boolean hasTopic(String topic) {
    return rows.stream().anyMatch(row -> row.type().equals(topic));
  }

  /** The topics of the first events. */
  Set<String> topics(int count) {
    return rows.stream().limit(count).map(OutboxRow::type).collect(Collectors.toSet());
  }

  /** The first events, without their payloads. */
  OutboxStore.Events events(int count) {
    long[] seqs = new long[count];
    String[] ids = new String[count];
    for (int index = 0; index < count; index++) {
      seqs[index] = rows.get(index).seq();
      ids[index] = rows.get(index).id();
    }
    return new OutboxStore.Events(seqs, ids);
  }

  BatchCorrelation correlation() {
    return BatchCorrelation.of(rows, OutboxRow::correlationId, OutboxRow::traceparent);
  }
}
