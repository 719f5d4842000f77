package io.waybill.service.problem;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides what a client is told about a failure, and logs what it is not told. */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
  private static final int DEEPEST_CAUSE = 20;

  private Failures() {}

  static Problem problemOf(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
      if (cause instanceof ProblemException expected) {
        return expected.problem();
      }
      if (cause instanceof SQLException sql && isPassing(sql)) {
        LOG.warn("The database can't be used now: {}", sql.getMessage());
        return Problem.unavailable("The database can't be reached now. Try again shortly.");
      }
      if (cause instanceof RejectedExecutionException) {
        return Problem.unavailable("The service is stopping. Try again shortly.");
      }
      cause = cause.getCause();
    }
    LOG.error("A call failed unexpectedly", failure);
    return Problem.of(500, StatusTitles.detail(500));
  }

  /** Whether the same statement may well succeed later: the server, a connection or a lock. */
  private static boolean isPassing(SQLException e) {
    if (e instanceof SQLTransientConnectionException) {
      return true;
    }
    String state = e.getSQLState();
    if (state == null || state.length() != 5) {
      return false;
    }
    return switch (state.substring(0, 2)) {
      // Connections; resources of the server; intervention of an operator; deadlocks.
      case "08", "53", "57", "40" -> true;
      // A failover leaves the pool connected to a standby for a moment; a lock took too long.
      default -> state.equals("25006") || state.equals("55P03");
    };
  }
}
