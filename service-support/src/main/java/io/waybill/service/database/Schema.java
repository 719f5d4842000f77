package io.waybill.service.database;

import java.sql.Connection;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
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
    return flyway.info().pending().length;
  }
}
