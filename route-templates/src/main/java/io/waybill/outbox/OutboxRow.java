package io.waybill.outbox;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A pending event, a row of {@code next-batch.sql}.
 *
 * @param seq its place in the publishing order
 * @param id the event's id
 * @param subject what it is about
 * @param type its type and topic
 * @param key events of one key keep their order
 * @param sequence grows by one per subject
 * @param payload the JSON document
 * @param time when it was written, RFC 3339
 * @param traceparent W3C trace context of the write; may be null
 * @param correlationId {@code X-Request-Id} of the write; may be null
 */
record OutboxRow(
    long seq,
    String id,
    String subject,
    String type,
    String key,
    long sequence,
    String payload,
    String time,
    String traceparent,
    String correlationId) {
  /** From the current row, whose columns stand in this order. */
  static OutboxRow of(ResultSet row) throws SQLException {
    return new OutboxRow(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getLong(6),
        row.getString(7),
        row.getString(8),
        row.getString(9),
        row.getString(10));
  }
}
