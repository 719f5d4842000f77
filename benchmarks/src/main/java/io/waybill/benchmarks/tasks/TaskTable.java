package io.waybill.benchmarks.tasks;

import io.waybill.local.Database;
import io.waybill.local.Waiting;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Looks at the tasks of a database, and holds the executor back. */
final class TaskTable implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration LIMIT = Duration.ofMinutes(2);

  // Each is answered by an index, whatever is finished already.
  private static final String NEWEST =
      "SELECT coalesce((SELECT queue_seq FROM tasks ORDER BY -queue_seq LIMIT 1), 0)";
  private static final String UNFINISHED =
      "SELECT (EXISTS (SELECT FROM tasks WHERE status IN ('pending', 'processing')))::int";
  private static final String UNPUBLISHED =
      "SELECT (EXISTS (SELECT FROM outbox_events WHERE processed_at IS NULL AND parked_at IS NULL))::int";

  private final Connection connection;

  TaskTable(Database database) throws SQLException {
    connection = database.connect();
  }

  /**
   * The number of the newest task: as no event comes twice here, tasks are numbered without gaps.
   */
  long newest() {
    return number(NEWEST);
  }

  void awaitNewest(long number) {
    await(number + " tasks", () -> newest() >= number);
  }

  void awaitFinished() {
    await("the tasks to be finished", () -> number(UNFINISHED) == 0);
  }

  void awaitPublished() {
    await("the events to be published", () -> number(UNPUBLISHED) == 0);
  }

  /** No executor gets a turn until {@link #letExecutorsGo()}. */
  void holdExecutors() {
    number("SELECT 1 FROM pg_advisory_lock(hashtext('waybill'), hashtext('tasks'))");
  }

  void letExecutorsGo() {
    number("SELECT pg_advisory_unlock(hashtext('waybill'), hashtext('tasks'))::int");
  }

  private static void await(String what, BooleanSupplier condition) {
    if (!Waiting.until(condition, LIMIT, POLL)) {
      throw new IllegalStateException("Waited in vain for " + what + " for " + LIMIT);
    }
  }

  private long number(String query) {
    try (PreparedStatement statement = connection.prepareStatement(query);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
