package io.waybill.health;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.regex.Pattern;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Tells a database or a broker that is away from any other failure. A part that meets an outage
 * waits; what is away is shown by a component of its own.
 */
final class Outage {
  /**
   * Connection, login, rollback by a conflict, resources, operator intervention, system; a database
   * that is missing; a standby; a lock that took too long.
   */
  private static final Pattern STATES = Pattern.compile("(08|28|40|53|57|58)...|3D000|25006|55P03");

  private static final int DEPTH = 20;

  private Outage() {}

  static boolean is(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEPTH; depth++, cause = cause.getCause()) {
      if (cause instanceof SQLTransientException
          || cause instanceof RetriableException
          || cause instanceof IOException
          || (cause instanceof SQLException sql && isAway(sql.getSQLState()))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAway(String state) {
    // Without a state it comes from the pool: its connection has been closed.
    return state == null || STATES.matcher(state).matches();
  }
}
