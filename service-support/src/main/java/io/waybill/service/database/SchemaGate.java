package io.waybill.service.database;

import io.waybill.service.failure.Reason;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens once the database can be reached and its schema is migrated. */
public final class SchemaGate {
  private static final Logger LOG = LoggerFactory.getLogger(SchemaGate.class);
  private static final Duration RETRY = Duration.ofMillis(500);
  private static final Duration REPEAT_MESSAGE = Duration.ofSeconds(30);

  private final Schema schema;
  private final boolean migrate;
  private volatile boolean open;
  private volatile String waitingFor;
  private Instant lastMessage = Instant.MIN;

  /** With {@code migrate} false the schema is left to another process, and waited for. */
  SchemaGate(Schema schema, boolean migrate) {
    this.schema = schema;
    this.migrate = migrate;
  }

  /** Whether the schema has been found ready. */
  public boolean isOpen() {
    return open;
  }

  /** What it waits for, in words; empty when it waits for nothing. */
  public Optional<String> waitingFor() {
    return Optional.ofNullable(waitingFor);
  }

  /**
   * Returns once the schema is ready.
   *
   * @throws MigrationFailed when trying again would not help
   */
  public void awaitReady() throws InterruptedException {
    while (!isReady()) {
      synchronized (this) {
        wait(RETRY.toMillis());
      }
    }
    waitingFor = null;
    open = true;
  }

  /** Looks again: whether the schema is still as new as this service needs it. */
  boolean isStillOpen(Connection connection, int timeoutSeconds) throws SQLException {
    return schema.isStillThere(connection, timeoutSeconds);
  }

  private boolean isReady() throws InterruptedException {
    try {
      schema.connect();
    } catch (SQLException e) {
      say("Waiting for PostgreSQL at " + schema.database() + ": " + Reason.of(e));
      return false;
    }
    try {
      return migrate ? migrated() : migratedByAnother();
    } catch (FlywayException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (!PassingFailure.is(e)) {
        throw new MigrationFailed(schema.database(), e);
      }
      say("Waiting for PostgreSQL at " + schema.database() + ": " + Reason.of(e));
      return false;
    }
  }

  private boolean migrated() {
    schema.migrate();
    return true;
  }

  private boolean migratedByAnother() {
    int pending = schema.pending();
    if (pending > 0) {
      say(
          "Waiting for the schema of %s: pending migrations: %d; run the service with --migrate-only"
              .formatted(schema.database(), pending));
    }
    return pending == 0;
  }

  /** Logs what is new, and repeats the rest now and then. */
  private void say(String message) {
    Instant now = Instant.now();
    if (!message.equals(waitingFor) || now.isAfter(lastMessage.plus(REPEAT_MESSAGE))) {
      LOG.warn(message);
      lastMessage = now;
    }
    waitingFor = message;
  }
}
