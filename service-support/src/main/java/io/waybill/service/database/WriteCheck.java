package io.waybill.service.database;

import io.waybill.sql.SqlStates;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * Whether the database has room for what is written. It is asked only after a statement has failed
 * for want of it, as with a full disk: reads, and writes that fit into old pages, still work then.
 */
final class WriteCheck {
  /** More than fits into pages that are there. Nothing of it stays. */
  private static final String WRITE =
      "CREATE TEMPORARY TABLE waybill_write_check ON COMMIT DROP AS"
          + " SELECT repeat(md5(n::text), 200) AS filler FROM generate_series(1, 100) AS n";

  /** One for the process, as HikariCP makes {@link StaleConnections} itself. */
  private static volatile boolean due;

  private WriteCheck() {}

  /** Notes the SQLSTATE of a statement that has failed. */
  static void failed(String state) {
    if (SqlStates.NO_ROOM.include(state)) {
      due = true;
    }
  }

  /** Why the database can't write; empty if it can, or no statement has failed so. */
  static Optional<String> refusal(Connection connection, int withinSeconds) throws SQLException {
    if (!due) {
      return Optional.empty();
    }
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(withinSeconds);
      statement.execute(WRITE);
      due = false;
    } catch (SQLException e) {
      if (SqlStates.NO_ROOM.include(e.getSQLState())) {
        return Optional.of(e.getMessage());
      }
      // It may have no temporary tables: then calls tell.
      due = false;
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
    return Optional.empty();
  }
}
