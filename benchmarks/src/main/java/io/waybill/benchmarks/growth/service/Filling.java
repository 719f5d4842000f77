package io.waybill.benchmarks.growth.service;

import io.waybill.local.Database;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Fills a table with rows of the past: without its indexes, which are made again afterwards. */
final class Filling {
  private static final int WRITERS = 2;

  private final Database database;
  private final String table;

  Filling(Database database, String table) {
    this.database = database;
    this.table = table;
  }

  private record Index(String name, String definition, boolean primaryKey) {}

  /** Adds so many rows by the statement of the table, which takes the first number and the last. */
  void add(long rows) throws SQLException {
    List<Index> indexes = indexes();
    for (Index index : indexes) {
      execute(
          index.primaryKey()
              ? "ALTER TABLE " + table + " DROP CONSTRAINT " + index.name()
              : "DROP INDEX " + index.name());
    }
    insert(rows);
    for (Index index : indexes) {
      execute(index.definition());
      if (index.primaryKey()) {
        execute("ALTER TABLE " + table + " ADD PRIMARY KEY USING INDEX " + index.name());
      }
    }
    // Or the first readers would pay for what the next autovacuum does.
    execute("VACUUM (ANALYZE) " + table);
  }

  private void insert(long rows) {
    String statement = statement();
    List<CompletableFuture<Void>> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      long first = rows * i / WRITERS + 1;
      long last = rows * (i + 1) / WRITERS;
      writers.add(CompletableFuture.runAsync(() -> insert(statement, first, last, rows)));
    }
    writers.forEach(CompletableFuture::join);
  }

  private void insert(String sql, long first, long last, long rows) {
    try (Connection connection = database.connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, rows);
      statement.setLong(2, first);
      statement.setLong(3, last);
      statement.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot fill " + table, e);
    }
  }

  private String statement() {
    try (InputStream in =
        Filling.class.getResourceAsStream("/sql/growth/fill-" + table.replace('_', '-') + ".sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Index> indexes() throws SQLException {
    List<Index> indexes = new ArrayList<>();
    try (Connection connection = database.connect();
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid), indisprimary"
                    + " FROM pg_index WHERE indrelid = ?::regclass")) {
      statement.setString(1, table);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          indexes.add(new Index(rows.getString(1), rows.getString(2), rows.getBoolean(3)));
        }
      }
    }
    return indexes;
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET maintenance_work_mem = '1GB'");
      statement.execute(sql);
    }
  }
}
