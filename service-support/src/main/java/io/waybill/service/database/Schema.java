package io.waybill.service.database;

import io.waybill.sql.SqlStates;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.output.MigrateResult;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schema as its versioned migrations define it. It uses connections of its own, outside the
 * pool: a migration may take longer than the pool's socket timeout allows.
 */
final class Schema {
  private static final Logger LOG = LoggerFactory.getLogger(Schema.class);

  private final DatabaseAddress database;
  private final PGSimpleDataSource connections;
  private final Flyway flyway;
  private volatile String newest;

  Schema(String url, String user, String password, String serviceName, String... locations) {
    database = DatabaseAddress.of(url);
    connections = connections(url, user, password, serviceName);
    flyway =
        Flyway.configure(Schema.class.getClassLoader())
            .dataSource(connections)
            .locations(locations)
            // Another replica may be migrating for as long as it takes.
            .lockRetryCount(-1)
            .load();
  }

  private static PGSimpleDataSource connections(
      String url, String user, String password, String serviceName) {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setUrl(url);
    dataSource.setUser(user);
    dataSource.setPassword(password);
    dataSource.setConnectTimeout(3);
    dataSource.setTcpKeepAlive(true);
    dataSource.setLogServerErrorDetail(false);
    dataSource.setApplicationName(serviceName + " migration");
    return dataSource;
  }

  DatabaseAddress database() {
    return database;
  }

  /** Throws when no connection can be had. */
  void connect() throws SQLException {
    try (Connection connection = connections.getConnection()) {
      connection.isValid(3);
    }
  }

  void migrate() {
    MigrateResult result = flyway.migrate();
    newest = newest(flyway.info());
    if (result.migrationsExecuted == 0) {
      LOG.info("The schema of {} is up to date", database);
      return;
    }
    LOG.info(
        "Migrated {} to version {}, migrations applied: {}",
        database,
        result.targetSchemaVersion,
        result.migrationsExecuted);
  }

  /** How many migrations are still to be applied, by somebody else. */
  int pending() {
    MigrationInfoService migrations = flyway.info();
    newest = newest(migrations);
    return migrations.pending().length;
  }

  private static String newest(MigrationInfoService migrations) {
    return Stream.of(migrations.all())
        .filter(migration -> migration.getState().isResolved() && migration.getVersion() != null)
        .map(MigrationInfo::getVersion)
        .max(Comparator.naturalOrder())
        .map(MigrationVersion::getVersion)
        .orElse(null);
  }

  /**
   * Whether the newest migration that was found or applied is still there: under a running service
   * an older backup may be restored.
   */
  boolean isStillThere(Connection connection, int timeoutSeconds) throws SQLException {
    if (newest == null) {
      return true;
    }
    String find =
        "SELECT 1 FROM " + flyway.getConfiguration().getTable() + " WHERE version = ? AND success";
    try (PreparedStatement statement = connection.prepareStatement(find)) {
      statement.setQueryTimeout(timeoutSeconds);
      statement.setString(1, newest);
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    } catch (SQLException e) {
      if (SqlStates.NO_TABLE.include(e.getSQLState())) {
        return false;
      }
      throw e;
    }
  }
}
