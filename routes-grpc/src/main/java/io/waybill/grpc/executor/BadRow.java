package io.waybill.grpc.executor;

import io.waybill.service.Reason;
import java.sql.SQLException;
import java.util.regex.Pattern;

/**
 * Tells a failure that one row can cause for all of its statement, such as a value that a
 * constraint refuses, from one that concerns all rows: a database that is unavailable, a table that
 * may not be written.
 */
final class BadRow {
  /** Data exception, integrity constraint, limit of the program, raised by a trigger. */
  private static final Pattern STATES = Pattern.compile("(22|23|54|P0)...");

  private static final int DEPTH = 20;

  private BadRow() {}

  /** What the database says of it, without the row: its first line. */
  static String reason(Throwable failure) {
    String reason = Reason.of(failure);
    int detail = reason.indexOf(" Detail: ");
    return detail < 0 ? reason : reason.substring(0, detail);
  }

  static boolean isCauseOf(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEPTH; depth++, cause = cause.getCause()) {
      if (cause instanceof SQLException sql
          && sql.getSQLState() != null
          && STATES.matcher(sql.getSQLState()).matches()) {
        return true;
      }
    }
    return false;
  }
}
