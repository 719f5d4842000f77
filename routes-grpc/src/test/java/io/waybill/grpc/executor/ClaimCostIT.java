package io.waybill.grpc.executor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.grpc.GrpcStack;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** A claim costs what it takes, not what waits, whatever PostgreSQL knows of the table. */
class ClaimCostIT {
  private static final int BACKLOG = 6_000;

  /** The most that one claim takes. */
  private static final int CLAIMED = 500;

  private Connection connection;
  private JdbcTemplate sql;

  @BeforeEach
  void aTableThatNoExecutorLooksAt() throws SQLException {
    connection = GrpcStack.shared().sql().getDataSource().getConnection();
    sql = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
    sql.execute("CREATE SCHEMA claim_cost");
    sql.execute("CREATE TABLE claim_cost.tasks (LIKE tasks INCLUDING ALL)");
    sql.execute("SET search_path TO claim_cost");
  }

  @AfterEach
  void removeIt() throws SQLException {
    sql.execute("DROP SCHEMA claim_cost CASCADE");
    connection.close();
  }

  @Test
  void aBacklogAfterAQuietNightWithAFewTasksUnderWay() throws Exception {
    insert("before", 30_000);
    sql.update("UPDATE tasks SET status = 'completed'");
    sql.update("UPDATE tasks SET status = 'processing' WHERE queue_seq % 1800 = 0");
    sql.execute("VACUUM ANALYZE tasks");
    sql.update("UPDATE tasks SET status = 'completed' WHERE status = 'processing'");
    insert("backlog", BACKLOG);

    assertThat(pagesOfAClaim()).isBetween(1L, 50L * CLAIMED);
  }

  private void insert(String name, int count) {
    sql.update(
        "INSERT INTO tasks (id, resource_id, action, status, source_event_id, source_sequence)"
            + " SELECT ? || n, md5(? || n), 'default', 'pending', ? || n, 1"
            + " FROM generate_series(1, ?) AS n",
        name,
        name,
        name,
        count);
  }

  private long pagesOfAClaim() throws IOException, SQLException {
    Map<String, Object> parameters = new HashMap<>(new TasksInHand(settings()).claim());
    parameters.put("lock", "claim-cost");
    connection.setAutoCommit(false);
    NamedParameterJdbcTemplate named = new NamedParameterJdbcTemplate(sql);
    named.queryForObject(statement("lock"), parameters, Boolean.class);
    String plan =
        named.queryForObject(
            "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + statement("claim"),
            parameters,
            String.class);
    connection.rollback();
    connection.setAutoCommit(true);
    JsonNode top = new ObjectMapper().readTree(plan).get(0).get("Plan");
    return top.get("Shared Hit Blocks").asLong() + top.get("Shared Read Blocks").asLong();
  }

  private static ExecutorSettings settings() {
    Duration second = Duration.ofSeconds(1);
    return new ExecutorSettings(
        BACKLOG, BACKLOG, second, second, 5, second, second, second, 100, second);
  }

  private static String statement(String name) throws IOException {
    try (InputStream file =
        ClaimCostIT.class.getResourceAsStream("/sql/executor/" + name + ".sql")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).replace(":#", ":");
    }
  }
}
