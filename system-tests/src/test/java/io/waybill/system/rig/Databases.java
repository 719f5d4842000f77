package io.waybill.system.rig;

import io.waybill.local.Database;
import io.waybill.local.stack.Service;
import io.waybill.local.stack.Stack;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** What is done to the databases of the services by SQL. */
final class Databases {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final String END_SESSIONS =
      "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
          + " WHERE datname = current_database() AND pid <> pg_backend_pid()";

  private final Stack stack;
  private final boolean pooled;

  Databases(Stack stack, boolean pooled) {
    this.stack = stack;
    this.pooled = pooled;
  }

  /** PostgreSQL ends the sessions of all services. */
  void endSessions() {
    for (Service service : Service.values()) {
      try {
        run(stack.database(service), END_SESSIONS);
      } catch (SQLException away) {
        // Then there are no sessions to end.
      }
    }
  }

  /** New sessions can only read; there are no others. */
  void readOnly(Service service) {
    untilDone(stack.superuser(), alter(service, "SET default_transaction_read_only = on"));
    untilDone(stack.database(service), END_SESSIONS);
  }

  /**
   * New sessions can write again; those that can't are left to the service. Those that a pooler
   * keeps are ended, as the operator of a pooler has to do.
   */
  void writable(Service service) {
    untilDone(stack.superuser(), alter(service, "RESET default_transaction_read_only"));
    if (pooled) {
      untilDone(stack.database(service), END_SESSIONS);
    }
  }

  private String alter(Service service, String what) {
    return "ALTER ROLE \"" + stack.database(service).user() + "\" " + what;
  }

  /** Loses the relay's row, or moves its low-water mark ahead of everything that is pending. */
  void spoilMark(Service service, boolean lose) {
    untilDone(
        stack.database(service),
        lose
            ? "DELETE FROM outbox_relay"
            : "UPDATE outbox_relay SET floor = floor + 1000000, settled = floor + 1000000");
  }

  private static void untilDone(Database database, String sql) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      try {
        run(database, sql);
        return;
      } catch (SQLException away) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(sql, away);
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  private static void run(Database database, String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
