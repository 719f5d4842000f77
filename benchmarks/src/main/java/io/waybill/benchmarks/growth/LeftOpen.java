package io.waybill.benchmarks.growth;

import io.waybill.local.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Two transactions that somebody left open in the database: one has written to another table, one
 * only holds a snapshot. VACUUM may remove no row that was deleted after they began.
 */
final class LeftOpen implements AutoCloseable {
  private final Connection writer;
  private final Connection reader;

  LeftOpen(Database database) throws SQLException {
    writer = database.connect();
    reader = database.connect();
    try (Statement statement = writer.createStatement()) {
      statement.execute("CREATE TABLE elsewhere (note text)");
      writer.setAutoCommit(false);
      statement.execute("INSERT INTO elsewhere VALUES ('never committed')");
    }
    reader.setAutoCommit(false);
    reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    try (Statement statement = reader.createStatement()) {
      statement.execute("SELECT count(*) FROM elsewhere");
    }
  }

  int count() {
    return List.of(writer, reader).size();
  }

  @Override
  public void close() throws SQLException {
    writer.rollback();
    reader.rollback();
    writer.close();
    reader.close();
  }
}
