package io.waybill.benchmarks.relay;

import io.waybill.local.Database;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The outbox that all relays publish, one at a time. */
final class Outbox implements AutoCloseable {
  /** As many commits as that, so that Debezium does not get all in one transaction. */
  private static final int ROWS_PER_COMMIT = 1_000;

  private final Connection owner;
  private final Connection superuser;
  private final String fill;

  /**
   * @param superuser may vacuum and write a checkpoint, and manages replication
   */
  Outbox(Database database, Database superuser) throws SQLException, IOException {
    owner = database.connect();
    this.superuser =
        DriverManager.getConnection(database.jdbcUrl(), superuser.user(), superuser.password());
    run("ALTER ROLE " + database.user() + " REPLICATION");
    try (InputStream sql = Outbox.class.getResourceAsStream("/sql/relay/fill.sql")) {
      fill = new String(sql.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Empties the table and puts so many pending events there. */
  void fill(int events) throws SQLException {
    run("TRUNCATE outbox_events");
    try (PreparedStatement insert = owner.prepareStatement(fill)) {
      for (int left = events; left > 0; left -= ROWS_PER_COMMIT) {
        insert.setInt(1, Math.min(left, ROWS_PER_COMMIT));
        insert.executeUpdate();
      }
    }
    run("VACUUM ANALYZE outbox_events");
    run("CHECKPOINT");
  }

  /** Stops the relays of Waybill. */
  void pause() throws SQLException {
    run("UPDATE outbox_relay SET paused_at = now()");
  }

  void resume() throws SQLException {
    run("UPDATE outbox_relay SET paused_at = NULL");
  }

  /** Whether Debezium reads from here. */
  boolean isStreamed() {
    return is("SELECT count(*) > 0 FROM pg_replication_slots WHERE active");
  }

  /** Or the server would keep all that is written from now on. */
  void dropSlot() throws SQLException {
    run("SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots");
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = superuser.createStatement()) {
      statement.execute(sql);
    }
  }

  private boolean is(String sql) {
    try (Statement statement = superuser.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() && row.getBoolean(1);
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot ask the database", e);
    }
  }

  @Override
  public void close() throws SQLException {
    owner.close();
    superuser.close();
  }
}
