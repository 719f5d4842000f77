package io.waybill.rest.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.rest.ServiceIT;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What a failover does to the pool: its connections can no longer write. */
class FailoverIT extends ServiceIT {
  private static final int CONNECTIONS = 15;

  @Autowired DataSource pool;

  @Test
  void recoversFromARoleThatCouldOnlyReadForAWhile() throws SQLException {
    try (Connection connection = DATABASE.connect();
        Statement admin = connection.createStatement()) {
      admin.execute("ALTER ROLE CURRENT_USER SET default_transaction_read_only = on");
      try {
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE usename = current_user AND pid <> pg_backend_pid()");
        await().until(() -> readiness() == 503);
        assertThat(post("{\"name\":\"n\"}").statusCode()).isEqualTo(503);
      } finally {
        admin.execute("ALTER ROLE CURRENT_USER RESET default_transaction_read_only");
      }
    }
    await().atMost(Duration.ofSeconds(10)).until(() -> readiness() == 200);
    await().atMost(Duration.ofSeconds(5)).until(this::allCanWrite);
  }

  /** A server that was demoted, or a virtual address that leads elsewhere now. */
  @Test
  void givesUpConnectionsThatHaveBecomeReadOnly() throws SQLException {
    List<Connection> taken = new ArrayList<>();
    try {
      while (taken.size() < CONNECTIONS) {
        taken.add(pool.getConnection());
        try (Statement session = taken.get(taken.size() - 1).createStatement()) {
          session.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY");
        }
      }
    } finally {
      for (Connection connection : taken) {
        connection.close();
      }
    }
    await().atMost(Duration.ofSeconds(10)).until(this::allCanWrite);
    // The look that met a read-only connection is followed by the next one.
    await().atMost(Duration.ofSeconds(10)).until(() -> readiness() == 200);
  }

  private boolean allCanWrite() {
    return atOnce(16, 100, () -> post("{\"name\":\"n\"}").statusCode()).stream()
        .allMatch(status -> status == 201);
  }

  private int readiness() {
    return get("/health/readiness").statusCode();
  }
}
