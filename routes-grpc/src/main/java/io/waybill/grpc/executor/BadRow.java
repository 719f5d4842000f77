package io.waybill.grpc.executor;

import io.waybill.service.failure.Reason;
import io.waybill.sql.SqlStates;

/**
 * Tells a failure that one row can cause for all of its statement, such as a value that a
 * constraint refuses, from one that concerns all rows: a database that is unavailable, a table that
 * may not be written.
 */
final class BadRow {
  private BadRow() {}

  /** What the database says of it, without the row: its first line. */
  static String reason(Throwable failure) {
    String reason = Reason.of(failure);
    int detail = reason.indexOf(" Detail: ");
    return detail < 0 ? reason : reason.substring(0, detail);
  }

  static boolean isCauseOf(Throwable failure) {
    return SqlStates.DATA.isCauseOf(failure);
  }
}
