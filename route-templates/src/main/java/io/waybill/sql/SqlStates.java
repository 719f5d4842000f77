package io.waybill.sql;

import java.sql.SQLException;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a SQLSTATE of PostgreSQL means for those who must decide what to do next. This is the one
 * table of all modules. Spring's translators know only classes of states, and not those of a
 * standby (25006), a lock that took too long (55P03) or a trigger's own failure (P0001).
 */
public enum SqlStates {
  /**
   * The same statement may well succeed a little later: connection, rollback by a conflict,
   * resources, operator intervention, system; a standby for a moment after a failover; a session
   * that was ended as its transaction took too long; a lock that took too long.
   */
  PASSING("(08|40|53|57|58)...|25006|25P0[34]|55P03"),

  /**
   * The database is away for everybody: as above but for the transaction that took too long, and a
   * login that is refused, and a database that is missing.
   */
  AWAY("(08|28|40|53|57|58)...|3D000|25006|55P03"),

  /**
   * The data of a row, which no retry changes: cardinality, data, constraint, check option, a limit
   * such as the size of an index row, and what a trigger or function raises.
   */
  DATA("(21|22|23|44|54|P0)..."),

  /** Stored data that can't be read, such as a missing part of a large value. */
  DAMAGED("XX001"),

  /**
   * The connection must be given up: a server that is read-only (25006); a session that the server
   * has ended (idle_in_transaction_session_timeout, transaction_timeout, idle_session_timeout); a
   * database that was dropped (57P04).
   */
  STALE_CONNECTION("25006|25P0[34]|57P0[45]"),

  /** No room to write: resources, but not too many connections; errors of the disk. */
  NO_ROOM("53(?!300)...|58..."),

  NO_TABLE("42P01");

  private static final int DEPTH = 20;

  private final Pattern states;

  SqlStates(String states) {
    this.states = Pattern.compile(states);
  }

  /** Whether this is the meaning of the state; null is none. */
  public boolean include(String state) {
    return state != null && states.matcher(state).matches();
  }

  /** Whether this is the meaning of any of the failure's causes. */
  public boolean isCauseOf(Throwable failure) {
    return causes(failure)
        .anyMatch(cause -> cause instanceof SQLException sql && include(sql.getSQLState()));
  }

  /** The failure and its causes, the outermost first. */
  public static Stream<Throwable> causes(Throwable failure) {
    // Some failures are causes of themselves.
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(DEPTH);
  }
}
