package io.waybill.benchmarks.growth;

import io.waybill.local.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Looks every {@value #PERIOD_MILLIS} ms at which sessions of a database wait for a lock. */
final class LockWaits implements AutoCloseable {
  static final int PERIOD_MILLIS = 10;

  private final Database superuser;
  private final String database;
  private final Thread thread;
  private volatile boolean stopped;
  private volatile SQLException failure;
  private final AtomicInteger samples = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile double longestMillis;
  private volatile double longestGapMillis;
  private volatile String longestWait = "none";

  LockWaits(Database superuser, String database) {
    this.superuser = superuser;
    this.database = database;
    thread = new Thread(this::sample, "lock-waits");
    thread.start();
  }

  private void sample() {
    try (Connection connection = superuser.connect();
        PreparedStatement look = connection.prepareStatement(Statements.read("lock-waits"))) {
      look.setString(1, database);
      long before = System.nanoTime();
      while (!stopped) {
        try (ResultSet row = look.executeQuery()) {
          row.next();
          note(row);
        }
        LockSupport.parkNanos(
            before + Duration.ofMillis(PERIOD_MILLIS).toNanos() - System.nanoTime());
        long now = System.nanoTime();
        longestGapMillis = Math.max(longestGapMillis, (now - before) / 1e6);
        before = now;
      }
    } catch (SQLException e) {
      failure = e;
    }
  }

  private void note(ResultSet row) throws SQLException {
    samples.incrementAndGet();
    if (row.getInt("sessions") > 0) {
      waiting.incrementAndGet();
    }
    double millis = row.getDouble("millis");
    if (millis > longestMillis) {
      longestWait = row.getString("what");
      longestMillis = millis;
    }
  }

  /** Ends the sampling; its results may be read then. */
  @Override
  public void close() throws SQLException {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw failure;
    }
  }

  int samples() {
    return samples.get();
  }

  /** In how many samples some session waited. */
  int waiting() {
    return waiting.get();
  }

  double longestMillis() {
    return longestMillis;
  }

  String longestWait() {
    return longestWait;
  }

  /** The longest time between two looks: a wait shorter than this may have been missed. */
  double longestGapMillis() {
    return longestGapMillis;
  }
}
