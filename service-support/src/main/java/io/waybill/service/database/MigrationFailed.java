package io.waybill.service.database;

import io.waybill.service.failure.Reason;

/** A migration that will fail again however often it is tried. */
public final class MigrationFailed extends RuntimeException {
  MigrationFailed(DatabaseAddress database, Throwable cause) {
    super("The migration of " + database + " failed: " + Reason.of(cause), cause);
  }
}
