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
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterUtils;
import org.springframework.jdbc.core.namedparam.ParsedSql;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * The executor's statements cost what they take or write, not what waits or is under way, whatever
 * PostgreSQL knows of the table.
 */
@Tag("long")
class ExecutorCostIT {
  private static final int BACKLOG = 6_000;

  /** The most that one claim takes. */
  private static final int CLAIMED = 500;

  private Connection connection;
  private JdbcTemplate sql;

  @BeforeEach
  void aTableThatNoExecutorLooksAt() throws SQLException {
    connection = GrpcStack.shared().sql().getDataSource().getConnection();
    sql = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
    sql.execute("CREATE SCHEMA executor_cost");
    sql.execute("CREATE TABLE executor_cost.tasks (LIKE tasks INCLUDING ALL)");
    sql.execute("SET search_path TO executor_cost, public");
  }

  @AfterEach
  void removeIt() throws SQLException {
    sql.execute("DROP SCHEMA executor_cost CASCADE");
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

    assertThat(pagesOfAClaim(executor(BACKLOG).claims)).isBetween(1L, 50L * CLAIMED);
  }

  @Test
  void aResourceWithManyWaitingTasksCostsOthersNothing() throws Exception {
    insertOf("head", "default", "pending", 1);
    insertOf("hot", "default", "pending", BACKLOG);
    sql.update("UPDATE tasks SET resource_id = 'hot'");
    sql.update(
        "UPDATE tasks SET attempts = 1, not_before = (now() AT TIME ZONE 'UTC') + interval '50 s' WHERE id = 'head1'");
    Claims claims = executor(64).claims;
    claimUntilNothingIsLeftOut(claims);
    insertOf("other", "default", "pending", 10);

    assertThat(pagesOfAClaim(claims)).isBetween(1L, 1500L);
    assertThat(claim(claims)).extracting("id").filteredOn(id -> id != null).hasSize(10);
  }

  @Test
  void tasksThatWaitForAFailedOneOfTheirResourceCostOthersNothing() throws Exception {
    insertOf("first", "default", "pending", BACKLOG / 2);
    insertOf("second", "default", "pending", BACKLOG / 2);
    sql.update("UPDATE tasks SET resource_id = substr(id, 7) WHERE id LIKE 'second%'");
    sql.update(
        "UPDATE tasks SET resource_id = substr(id, 6), attempts = 1, not_before = (now() AT TIME ZONE 'UTC') + interval '1 h'"
            + " WHERE id LIKE 'first%'");
    Claims claims = executor(64).claims;
    claimUntilNothingIsLeftOut(claims);

    assertThat(pagesOfAClaim(claims)).isBetween(1L, 4000L);
  }

  @Test
  void tasksOfAnActionThatIsFullCostOthersNothing() throws Exception {
    insertOf("slow", "slow", "pending", BACKLOG);
    insertOf("other", "quick", "pending", 10);
    Claims claims = executor(64).claims;
    assertThat(claim(claims)).extracting("action").containsOnly("slow", "quick");

    assertThat(pagesOfAClaim(claims)).isBetween(1L, 500L);
  }

  private void claimUntilNothingIsLeftOut(Claims claims) throws Exception {
    int count = 0;
    do {
      claim(claims);
      assertThat(++count).isLessThan(100);
    } while (claims.isWorthAnother());
  }

  /** Takes what may run, as an executor that is never done with it. */
  private List<Map<String, Object>> claim(Claims claims) throws Exception {
    Map<String, Object> parameters = parameters(claims);
    connection.setAutoCommit(false);
    NamedParameterJdbcTemplate named = new NamedParameterJdbcTemplate(sql);
    named.queryForObject(statement("lock"), parameters, Boolean.class);
    List<Map<String, Object>> rows = named.queryForList(statement("claim"), parameters);
    connection.commit();
    connection.setAutoCommit(true);
    claims.claimed(rows);
    return rows;
  }

  private static Map<String, Object> parameters(Claims claims) {
    Map<String, Object> parameters = new HashMap<>(claims.parameters());
    parameters.put("lock", "executor-cost");
    return parameters;
  }

  private void insertOf(String name, String action, String status, int count) {
    sql.update(
        "INSERT INTO tasks (id, resource_id, action, status)"
            + " SELECT ? || n, ? || n, ?, ? FROM generate_series(1, ?) AS n",
        name,
        name,
        action,
        status,
        count);
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

  @Test
  void outcomesInATableThatWasNeverAnalysed() throws Exception {
    insert("task", BACKLOG);
    sql.update("UPDATE tasks SET status = 'processing', lease_owner = 'me'");

    // Rolled back, so that no relay publishes the events.
    connection.setAutoCommit(false);
    JsonNode plan = explain("finish", outcomesOf("task", CLAIMED));
    connection.rollback();
    connection.setAutoCommit(true);

    assertThat(plan.findValues("Rows Removed by Join Filter")).noneMatch(n -> n.asLong() > CLAIMED);
  }

  private static Map<String, Object> outcomesOf(String name, int count) {
    return Map.of(
        "owner", "me",
        "ids", IntStream.rangeClosed(1, count).mapToObj(n -> name + n).toArray(String[]::new),
        "attempts", Collections.nCopies(count, 0).toArray(Integer[]::new),
        "statuses", Collections.nCopies(count, "completed").toArray(String[]::new),
        "results", Collections.nCopies(count, "done").toArray(String[]::new),
        "delays", new Long[count],
        "salts", Collections.nCopies(count, "").toArray(String[]::new),
        "traceparents", new String[count]);
  }

  private long pagesOfAClaim(Claims claims) throws IOException, SQLException {
    Map<String, Object> parameters = parameters(claims);
    connection.setAutoCommit(false);
    new NamedParameterJdbcTemplate(sql)
        .queryForObject(statement("lock"), parameters, Boolean.class);
    JsonNode claim = explain("claim", parameters);
    connection.rollback();
    connection.setAutoCommit(true);
    return claim.get("Shared Hit Blocks").asLong() + claim.get("Shared Read Blocks").asLong();
  }

  /** Executes it by the plan for all parameters, as a service does that has prepared it. */
  private JsonNode explain(String name, Map<String, ?> parameters) throws IOException {
    ParsedSql parsed =
        NamedParameterUtils.parseSqlStatement(statement(name).replaceAll("--.*", ""));
    MapSqlParameterSource source = new MapSqlParameterSource(parameters);
    String statement = NamedParameterUtils.substituteNamedParameters(parsed, source);
    Object[] values = NamedParameterUtils.buildValueArray(parsed, source, null);
    for (int i = 1; i <= values.length; i++) {
      statement = statement.replaceFirst("\\?", "\\$" + i);
    }
    sql.execute("SET plan_cache_mode = force_generic_plan");
    sql.execute("PREPARE " + name + " AS " + statement);
    String plan =
        sql.queryForObject(
            "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE %s (%s)"
                .formatted(
                    name,
                    Stream.of(values)
                        .map(ExecutorCostIT::literal)
                        .collect(Collectors.joining(", "))),
            String.class);
    return new ObjectMapper().readTree(plan).get(0).get("Plan");
  }

  private static String literal(Object value) {
    String text =
        value instanceof Object[] list
            ? Stream.of(list)
                .map(each -> each == null ? "NULL" : '"' + each.toString() + '"')
                .collect(Collectors.joining(",", "{", "}"))
            : value.toString();
    return value instanceof Number ? text : "'" + text + "'";
  }

  private static TestExecutor executor(int threads) {
    Duration second = Duration.ofSeconds(1);
    return new TestExecutor(
        new ExecutorSettings(
            threads, BACKLOG, second, second, 5, second, second, second, 100, 1_000_000),
        new DefaultCamelContext());
  }

  private static String statement(String name) throws IOException {
    try (InputStream file =
        ExecutorCostIT.class.getResourceAsStream("/sql/executor/" + name + ".sql")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).replace(":#", ":");
    }
  }
}
