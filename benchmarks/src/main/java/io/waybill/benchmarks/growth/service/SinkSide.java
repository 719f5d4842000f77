package io.waybill.benchmarks.growth.service;

import io.waybill.benchmarks.service.Contender;
import io.waybill.benchmarks.service.Result;
import io.waybill.benchmarks.service.ServiceProcess;
import io.waybill.local.Database;
import io.waybill.local.Waiting;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * The worker on one of the two databases. Both are members of one group, so that each has
 * partitions of its own, and work comes to the one to whose partitions events are sent.
 */
final class SinkSide {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final double NANOS_PER_SECOND = 1e9;

  private final String name;
  private final ServiceProcess worker;
  private final Database database;
  private final Events events;

  SinkSide(String name, ServiceProcess worker, Database database, Events events) {
    this.name = name;
    this.worker = worker;
    this.database = database;
    this.events = events;
  }

  /** Stores so many events. */
  Contender store(int count) {
    return new Contender(
        name,
        worker,
        (connections, time) -> {
          List<Integer> partitions = partitions();
          long begin = System.nanoTime();
          List<UUID> last = events.send(partitions, count);
          if (!Waiting.until(() -> stored(last) == last.size(), LIMIT, POLL)) {
            throw new IllegalStateException("The worker on " + name + " does not store everything");
          }
          double seconds = (System.nanoTime() - begin) / NANOS_PER_SECOND;
          return new Result(count / seconds, Double.NaN, Double.NaN, count, 0);
        });
  }

  /** The partitions of this worker: an event to each of all tells, by where it ends up. */
  private List<Integer> partitions() {
    List<UUID> probes = events.sendOneToEach();
    int[] mine = new int[1];
    // The other one gets the rest.
    Waiting.until(
        () -> (mine[0] = stored(probes)) == probes.size() / 2, Duration.ofSeconds(30), POLL);
    if (mine[0] != probes.size() / 2) {
      throw new IllegalStateException(
          "The worker on " + name + " has " + mine[0] + " of " + probes.size() + " partitions");
    }
    return probes.stream()
        .filter(probe -> stored(List.of(probe)) == 1)
        .map(probes::indexOf)
        .toList();
  }

  private int stored(List<UUID> ids) {
    try (Connection connection = database.connect();
        PreparedStatement statement =
            connection.prepareStatement(
                "SELECT count(*) FROM processed_events WHERE id = ANY (?)")) {
      statement.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
