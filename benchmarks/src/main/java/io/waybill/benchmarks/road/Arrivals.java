package io.waybill.benchmarks.road;

import io.waybill.benchmarks.report.Times;
import io.waybill.local.Database;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks at {@code processed_events} all the time, and notes when each event is there to be seen.
 * Its clock is that of the answers, so no two clocks are compared; a time is too long by up to a
 * pause and a look, and never too short.
 */
final class Arrivals implements AutoCloseable {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Map<String, Map<String, Long>> seen = new ConcurrentHashMap<>();
  private final Connection connection;
  private final String statement;
  private final Thread thread;
  private volatile boolean closed;
  private volatile SQLException failure;

  Arrivals(Database workerDatabase) throws SQLException {
    connection = workerDatabase.connect();
    try (Statement settings = connection.createStatement();
        InputStream in = Arrivals.class.getResourceAsStream("/sql/road/newly-visible.sql")) {
      statement = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      // The table grows while it is watched: PostgreSQL would know too late that reading it whole
      // is slower.
      settings.execute("SET enable_seqscan = off");
      settings.execute("SET enable_bitmapscan = off");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread = new Thread(this::watch, "arrivals");
    thread.start();
  }

  private void watch() {
    try (PreparedStatement look = connection.prepareStatement(statement)) {
      String snapshot = "1:1:";
      while (!closed) {
        look.setString(1, snapshot);
        try (ResultSet rows = look.executeQuery()) {
          long now = System.nanoTime();
          while (rows.next()) {
            snapshot = rows.getString("snapshot");
            seen.computeIfAbsent(rows.getString("event_type"), any -> new ConcurrentHashMap<>())
                .putIfAbsent(rows.getString("resource_id"), now);
          }
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (SQLException e) {
      failure = e;
    }
  }

  /** How many of these resources' events of a type have been seen. */
  long count(String type, Map<String, Long> answered) {
    requireWatching();
    Map<String, Long> ofType = seen.getOrDefault(type, Map.of());
    return answered.keySet().stream().filter(ofType::containsKey).count();
  }

  /** From the answer until the event of a type was seen; 0 for what was seen before the answer. */
  Times since(Map<String, Long> answered, String type) {
    requireWatching();
    Map<String, Long> ofType = seen.getOrDefault(type, Map.of());
    List<Long> times =
        answered.entrySet().stream()
            .map(
                answer -> {
                  Long at = ofType.get(answer.getKey());
                  return at == null ? null : Math.max(0, at - answer.getValue());
                })
            .filter(Objects::nonNull)
            .toList();
    return new Times(times);
  }

  void forget() {
    seen.clear();
  }

  Connection connection() {
    return connection;
  }

  private void requireWatching() {
    if (failure != null) {
      throw new IllegalStateException("Cannot look at processed_events", failure);
    }
  }

  @Override
  public void close() throws SQLException {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    connection.close();
  }
}
