package io.waybill.service.database;

import java.sql.SQLException;

/** Tells a failure that may pass, such as a database that has gone away, from one that stays. */
final class PassingFailure {
  private PassingFailure() {}

  static boolean is(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql && sql.getSQLState() != null) {
        String state = sql.getSQLState();
        // Connection, resources, operator intervention, rollback by a conflict, lock not available.
        return state.startsWith("08")
            || state.startsWith("53")
            || state.startsWith("57P")
            || state.startsWith("40")
            || state.equals("55P03");
      }
    }
    return false;
  }
}
