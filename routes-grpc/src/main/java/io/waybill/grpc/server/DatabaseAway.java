package io.waybill.grpc.server;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.regex.Pattern;

/**
 * Tells failures of a database that is away, overloaded or restarting from those of a statement.
 */
final class DatabaseAway {
  /**
   * Connection, transaction rollback, resources, operator intervention, system; and a read-only
   * standby.
   */
  private static final Pattern STATES = Pattern.compile("(08|40|53|57|58)...|25006");

  private static final int DEPTH = 20;

  private DatabaseAway() {}

  static boolean isCauseOf(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEPTH; depth++, cause = cause.getCause()) {
      if (cause instanceof SQLTransientException
          || (cause instanceof SQLException sql && isAway(sql.getSQLState()))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAway(String state) {
    return state != null && STATES.matcher(state).matches();
  }
}
