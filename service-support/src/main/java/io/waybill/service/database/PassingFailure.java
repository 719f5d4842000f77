package io.waybill.service.database;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.regex.Pattern;

/** Tells a failure that may pass, such as a database that has gone away, from one that stays. */
public final class PassingFailure {
  /**
   * Connection, rollback by a conflict, resources, operator intervention, system; a standby for a
   * moment after a failover; a session that was ended as its transaction took too long; a lock that
   * took too long.
   */
  private static final Pattern STATES = Pattern.compile("(08|40|53|57|58)...|25006|25P0[34]|55P03");

  private static final int DEPTH = 20;

  private PassingFailure() {}

  /** Whether the same statement may well succeed a little later. */
  public static boolean is(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEPTH; depth++, cause = cause.getCause()) {
      if (cause instanceof SQLTransientException
          || cause instanceof CallNotPermittedException
          || (cause instanceof SQLException sql && isPassing(sql.getSQLState()))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isPassing(String state) {
    return state != null && STATES.matcher(state).matches();
  }
}
