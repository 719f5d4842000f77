package io.waybill.benchmarks.tasks;

import io.waybill.local.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The reference: the statements of routes-grpc, one after the other on one connection, and nothing
 * between them. No Kafka, no relay, no action.
 */
final class PlainStatements implements AutoCloseable {
  private static final Path SQL = Path.of("routes-grpc/src/main/resources/sql");
  private static final int BATCH = 500;
  private static final String OWNER = "benchmark";

  private final Connection connection;
  private final NamedParameterJdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final String fromEvents = statement("tasks/from-events.sql");
  private final String lock = statement("executor/lock.sql");
  private final String claim = statement("executor/claim.sql");
  private final String finish = statement("executor/finish.sql");

  PlainStatements(Database database) throws SQLException {
    connection = database.connect();
    DataSource alone = new SingleConnectionDataSource(connection, true);
    jdbc = new NamedParameterJdbcTemplate(alone);
    transaction = new TransactionTemplate(new DataSourceTransactionManager(alone));
  }

  private static String statement(String file) {
    try {
      return Files.readString(SQL.resolve(file)).replace(":#", ":");
    } catch (IOException e) {
      throw new IllegalStateException("Run this in the project's root", e);
    }
  }

  /** Makes tasks from so many events that are in memory. */
  void make(int events, int versions) {
    List<Map<String, Object>> batches = new ArrayList<>();
    for (int first = 0; first < events; first += BATCH) {
      batches.add(batch(Math.min(BATCH, events - first), versions));
    }
    batches.forEach(batch -> jdbc.queryForObject(fromEvents, batch, Long.class));
  }

  private static Map<String, Object> batch(int events, int versions) {
    String[] ids = new String[events];
    String[] types = new String[events];
    String[] resources = new String[events];
    Long[] sequences = new Long[events];
    for (int i = 0; i < events; i++) {
      boolean created = i % versions == 0;
      ids[i] = UUID.randomUUID().toString();
      types[i] = created ? "resource.created" : "resource.updated";
      resources[i] = created ? UUID.randomUUID().toString() : resources[i - 1];
      sequences[i] = i % versions + 1L;
    }
    return Map.of(
        "ids", ids,
        "types", types,
        "subjects", resources,
        "keys", resources,
        "sequences", sequences,
        "traceparents", new String[events],
        "correlationIds", new String[events]);
  }

  /** Claims and finishes all tasks. */
  void execute() {
    List<Map<String, Object>> tasks = claim();
    while (!tasks.isEmpty()) {
      jdbc.queryForObject(finish, outcomes(tasks), Long.class);
      tasks = claim();
    }
  }

  private List<Map<String, Object>> claim() {
    return transaction.execute(
        status -> {
          jdbc.queryForObject(lock, Map.of("lock", "tasks"), Boolean.class);
          return jdbc.queryForList(claim, parameters()).stream()
              .filter(row -> row.get("id") != null)
              .toList();
        });
  }

  private static Map<String, Object> parameters() {
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("owner", OWNER);
    parameters.put("limit", BATCH);
    parameters.put("lease", 10.0);
    parameters.put("predecessorWait", 30.0);
    parameters.put("maxAttempts", 5);
    parameters.put("look", 64);
    parameters.put("newest", 0);
    parameters.put("leave", 2 * BATCH);
    parameters.put("skip", 0);
    parameters.put("bytes", Integer.MAX_VALUE);
    parameters.put("actions", new String[0]);
    parameters.put("quotas", new Integer[0]);
    parameters.put("quota", BATCH);
    parameters.put("fullActions", new String[0]);
    parameters.put("predecessorTimeoutApplies", false);
    return parameters;
  }

  private static Map<String, Object> outcomes(List<Map<String, Object>> tasks) {
    String[] ids = tasks.stream().map(task -> task.get("id")).toArray(String[]::new);
    return Map.of(
        "owner",
        OWNER,
        "ids",
        ids,
        "attempts",
        tasks.stream().map(task -> task.get("attempts")).toArray(Integer[]::new),
        "statuses",
        Collections.nCopies(ids.length, "completed").toArray(String[]::new),
        "results",
        Collections.nCopies(ids.length, "done").toArray(String[]::new),
        "salts",
        Collections.nCopies(ids.length, "").toArray(String[]::new),
        "delays",
        new Long[ids.length],
        "traceparents",
        new String[ids.length]);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
