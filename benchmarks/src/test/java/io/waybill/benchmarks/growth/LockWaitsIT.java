package io.waybill.benchmarks.growth;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.local.Database;
import io.waybill.local.LocalPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A sampler that never sees a wait would find every retention harmless. */
class LockWaitsIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Test
  void seesASessionThatWaitsForARow() throws SQLException {
    try (LocalPostgres postgres = LocalPostgres.start()) {
      Database database = postgres.createDatabase("waits");
      LockWaits waits = new LockWaits(postgres.superuser(), "waits");
      try (waits;
          Connection holder = database.connect();
          Statement holds = holder.createStatement()) {
        holds.execute("CREATE TABLE wanted AS SELECT 1 AS n");
        assertThat(Pauses.until(() -> waits.samples() > 5, LIMIT)).isTrue();
        assertThat(waits.waiting()).isZero();

        holder.setAutoCommit(false);
        holds.execute("UPDATE wanted SET n = 2");
        CompletableFuture<Void> waiter = CompletableFuture.runAsync(() -> update(database));
        assertThat(Pauses.until(() -> waits.longestMillis() > 100, LIMIT)).isTrue();
        holder.rollback();
        waiter.join();

        assertThat(waits.longestWait()).contains("ShareLock").contains("UPDATE wanted SET n = 3");
      }
    }
  }

  private static void update(Database database) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("UPDATE wanted SET n = 3");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
