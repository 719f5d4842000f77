package io.waybill.service.database;

import com.zaxxer.hikari.HikariDataSource;
import io.waybill.service.failure.Reason;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/** Asks the pool for a connection that works and can write, and logs when that changes. */
final class DatabaseHealth {
  private static final Logger LOG = LoggerFactory.getLogger(DatabaseHealth.class);
  private static final int ANSWER_WITHIN_SECONDS = 2;

  private final SchemaGate schema;
  private final DataSource pool;
  private final DatabaseAddress database;
  private Status last = Status.UNKNOWN;

  DatabaseHealth(SchemaGate schema, DataSource pool, DatabaseAddress database) {
    this.schema = schema;
    this.pool = pool;
    this.database = database;
  }

  Health check() {
    if (!schema.isOpen()) {
      return Health.down()
          .withDetail("reason", schema.waitingFor().orElse("migrating the schema"))
          .build();
    }
    try (Connection connection = pool.getConnection()) {
      if (!connection.isValid(ANSWER_WITHIN_SECONDS)) {
        return down("a connection broke, or gave no answer within " + ANSWER_WITHIN_SECONDS + " s");
      }
      if (isReadOnly(connection)) {
        giveUpConnections();
        return down(
            "it is read-only: a standby, or default_transaction_read_only is on; the pool opens new"
                + " connections until one can write");
      }
      if (!schema.isStillOpen(connection, ANSWER_WITHIN_SECONDS)) {
        return down(
            "its schema is older than this service, as after the restore of an old backup: restart"
                + " the service, or run it with --migrate-only");
      }
      Optional<String> refusal = WriteCheck.refusal(connection, ANSWER_WITHIN_SECONDS);
      if (refusal.isPresent()) {
        return down("it can't write: " + Reason.oneLine(refusal.get()));
      }
      return up();
    } catch (SQLException e) {
      return down(Reason.of(e));
    }
  }

  private static boolean isReadOnly(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(ANSWER_WITHIN_SECONDS);
      try (ResultSet row = statement.executeQuery("SHOW transaction_read_only")) {
        return row.next() && "on".equals(row.getString(1));
      }
    }
  }

  /** After a failover all of them may lead to the old server. */
  private void giveUpConnections() throws SQLException {
    if (pool.isWrapperFor(HikariDataSource.class)) {
      pool.unwrap(HikariDataSource.class).getHikariPoolMXBean().softEvictConnections();
    }
  }

  private Health up() {
    if (Status.DOWN.equals(last)) {
      LOG.info("PostgreSQL at {} is back", database);
    }
    last = Status.UP;
    return Health.up().build();
  }

  private Health down(String reason) {
    if (!Status.DOWN.equals(last)) {
      LOG.warn("PostgreSQL at {} is away: {}", database, reason);
    }
    last = Status.DOWN;
    return Health.down().withDetail("reason", reason).build();
  }
}
