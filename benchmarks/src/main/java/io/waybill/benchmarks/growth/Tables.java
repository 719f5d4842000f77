package io.waybill.benchmarks.growth;

import io.waybill.local.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What is done to the outbox by hand. */
final class Tables {
  private final Database database;

  Tables(Database database) {
    this.database = database;
  }

  /** Adds published events that are two hours old or older. */
  void fill(int rows) throws SQLException {
    try (Connection connection = database.connect();
        PreparedStatement fill = connection.prepareStatement(Statements.read("fill"))) {
      fill.setInt(1, rows);
      fill.executeUpdate();
    }
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("VACUUM ANALYZE outbox_events");
    }
  }

  long rows() throws SQLException {
    return Long.parseLong(value("SELECT count(*) FROM outbox_events"));
  }

  String version() throws SQLException {
    return "PostgreSQL " + value("SHOW server_version");
  }

  /**
   * How far the low-water mark is below the last number drawn: what a turn of the relay walks
   * through.
   */
  String aboveLowWaterMark() throws SQLException {
    return value(Statements.read("above-low-water-mark"));
  }

  /** The plan of a statement of the product as it is carried out now, without its effects. */
  String explain(String name) throws SQLException {
    String sql =
        Statements.ofTheOutbox(name)
            .replace(":#outboxBatchSize", "500")
            .replace(":#outboxPublished", "'{}'")
            .replace(":#retentionBatchSize", "1000")
            .replace(":#retentionFrom", "'-infinity'")
            .replace(":#retentionAge", "'PT1H'");
    StringBuilder plan = new StringBuilder(name).append(".sql\n");
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      try (ResultSet lines = statement.executeQuery("EXPLAIN (ANALYZE, BUFFERS) " + sql)) {
        while (lines.next()) {
          plan.append("  ").append(lines.getString(1)).append('\n');
        }
      }
      connection.rollback();
    }
    return plan.toString();
  }

  private String value(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
