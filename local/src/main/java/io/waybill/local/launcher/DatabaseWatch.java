package io.waybill.local.launcher;

import io.waybill.local.Database;
import io.waybill.local.stack.StackException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Asks a database again and again until a query has a row, and notes when. */
final class DatabaseWatch implements AutoCloseable {
  static final long PAUSE_MILLIS = 2;

  private final Connection connection;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private volatile boolean closed;

  /** The first column of the row, and when it was seen. */
  record Seen(String value, long nanos) {}

  DatabaseWatch(Database database) {
    try {
      connection = database.connect();
    } catch (SQLException e) {
      throw new StackException("Cannot read database " + database + ": " + e.getMessage(), e);
    }
  }

  /** Completes when the query has a row; one query after the other. */
  CompletableFuture<Seen> until(String query, String parameter) {
    return CompletableFuture.supplyAsync(() -> poll(query, parameter), thread);
  }

  private Seen poll(String query, String parameter) {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, parameter);
      while (!closed) {
        try (ResultSet row = statement.executeQuery()) {
          if (row.next()) {
            return new Seen(row.getString(1), System.nanoTime());
          }
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
      }
      throw new CompletionException(new IllegalStateException("nobody waits any more"));
    } catch (SQLException e) {
      throw new CompletionException(e);
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.shutdown();
    try {
      if (thread.awaitTermination(5, TimeUnit.SECONDS)) {
        connection.close();
      }
    } catch (SQLException | InterruptedException e) {
      // It was only read from.
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
