package io.waybill.benchmarks.growth.service;

import io.waybill.benchmarks.http.Wrk;
import io.waybill.benchmarks.service.Contender;
import io.waybill.benchmarks.service.Infrastructure.Waybill;
import io.waybill.benchmarks.service.Result;
import io.waybill.local.Database;
import io.waybill.local.Ports;
import io.waybill.local.Waiting;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The REST service on one of the two databases, and what is asked of it. */
final class RestSide {
  private static final String RESOURCES = "/api/v1/resources";
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final double NANOS_PER_SECOND = 1e9;

  private final String name;
  private final Waybill rest;
  private final Database database;
  private final Wrk wrk;

  RestSide(String name, Waybill rest, Database database, Wrk wrk) {
    this.name = name;
    this.rest = rest;
    this.database = database;
    this.wrk = wrk;
  }

  /** Creates resources; what their events cost is part of it. */
  Contender post() {
    return contender(
        (connections, time) -> {
          Result result = wrk.run(url(), "create.lua", List.of(), connections, time);
          awaitPublished();
          return result;
        });
  }

  /** Reads resources whose ids were drawn by this query. */
  Contender get(String ids) throws SQLException {
    List<String> paths = new ArrayList<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(ids)) {
      while (rows.next()) {
        paths.add(RESOURCES + "/" + rows.getString(1));
      }
    }
    return contender((connections, time) -> wrk.run(url(), "find.lua", paths, connections, time));
  }

  /** Asks for the first page of the list with this query. */
  Contender list(String query) {
    URI list = URI.create(url() + query);
    return contender((connections, time) -> wrk.run(list, null, List.of(), connections, time));
  }

  /** Publishes a backlog that has come while the relay was paused. */
  Contender relay(int events) {
    return new Contender(
        name,
        rest.process(),
        () -> {
          execute("UPDATE outbox_relay SET paused_at = clock_timestamp() AT TIME ZONE 'UTC'");
          addPending(events);
        },
        (connections, time) -> {
          long begin = System.nanoTime();
          execute("UPDATE outbox_relay SET paused_at = NULL");
          awaitPublished();
          double seconds = (System.nanoTime() - begin) / NANOS_PER_SECOND;
          return new Result(events / seconds, Double.NaN, Double.NaN, events, 0);
        });
  }

  private Contender contender(Contender.Load load) {
    return new Contender(name, rest.process(), load);
  }

  private URI url() {
    return URI.create("http://" + Ports.HOST + ":" + rest.httpPort() + RESOURCES);
  }

  private void awaitPublished() {
    if (!Waiting.until(() -> pending() == 0, LIMIT, POLL)) {
      throw new IllegalStateException("The outbox of the service on " + name + " is not published");
    }
  }

  private long pending() {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM outbox_events WHERE processed_at IS NULL AND parked_at IS"
                    + " NULL")) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void addPending(int events) {
    try (InputStream in = RestSide.class.getResourceAsStream("/sql/growth/pending.sql");
        Connection connection = database.connect();
        PreparedStatement statement =
            connection.prepareStatement(new String(in.readAllBytes(), StandardCharsets.UTF_8))) {
      statement.setInt(1, events);
      statement.executeUpdate();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot add events to " + name, e);
    }
  }

  private void execute(String sql) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
