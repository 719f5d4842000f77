package io.waybill.system.rig;

import io.waybill.local.Database;
import io.waybill.local.Waiting;
import io.waybill.local.stack.Service;
import io.waybill.local.stack.Stack;
import io.waybill.system.client.Sql;
import io.waybill.system.load.Load;
import io.waybill.system.load.LoadPlan;
import io.waybill.system.stack.CleanStack;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Kills the replica whose relay has its turn, again and again under load, and measures from the
 * kill to the next batch that was published.
 */
final class HandOver {
  private static final int CLIENTS = 8;
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(50);

  private static final String HOLDER =
      "SELECT a.application_name AS name FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
          + " WHERE l.locktype = 'advisory' AND l.granted AND a.datname = current_database()"
          + " AND a.application_name LIKE 'rest-_'";
  private static final String NOW = "SELECT clock_timestamp() AT TIME ZONE 'UTC' AS now";
  private static final String GAP =
      "SELECT extract(epoch FROM min(processed_at) - ?::timestamp) * 1000 AS millis"
          + " FROM outbox_events WHERE processed_at > ?::timestamp";

  private HandOver() {}

  /** True when every gap was shorter than a second. */
  static boolean run(int kills, Consumer<String> progress) throws Exception {
    Stack.Builder builder = CleanStack.builder("rig/hand-over").scale(Service.REST, 2);
    for (String name : List.of("rest-1", "rest-2")) {
      builder.environment(name, applicationName(name));
    }
    List<Double> gaps = new ArrayList<>();
    try (Stack stack = builder.build()) {
      Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stack-close"));
      stack.start();
      Load load = Load.start(LoadPlan.endless("hand-over-", CLIENTS, PAUSE), stack.restUrls());
      for (int i = 0; i < kills; i++) {
        load.awaitAcknowledged(load.acknowledged() + 200);
        gaps.add(killHolder(stack, progress));
      }
      load.stop();
      load.finish();
    }
    Collections.sort(gaps);
    progress.accept(
        String.format(
            Locale.ROOT,
            "%d kills of the relay at work; ms until the next batch: median %.0f, longest %.0f",
            kills,
            gaps.get(kills / 2),
            gaps.get(kills - 1)));
    return gaps.get(kills - 1) < 1000;
  }

  /** By this name PostgreSQL shows whose session has the turn. */
  private static Map<String, String> applicationName(String name) {
    return Map.of(
        "SPRING_APPLICATION_JSON",
        "{\"spring.datasource.hikari.data-source-properties.ApplicationName\":\"" + name + "\"}");
  }

  private static double killHolder(Stack stack, Consumer<String> progress) throws SQLException {
    Database database = stack.database(Service.REST);
    List<Map<String, Object>> holder;
    do {
      holder = Sql.query(database, HOLDER);
    } while (holder.isEmpty());
    String name = (String) holder.get(0).get("name");
    String killed = Sql.query(database, NOW).get(0).get("now").toString();
    stack.kill(name);
    Waiting.until(() -> gap(database, killed) != null, LIMIT, POLL);
    Double gap = gap(database, killed);
    progress.accept(String.format(Locale.ROOT, "%s killed, next batch after %.0f ms", name, gap));
    stack.start(name);
    stack.awaitReady(name, LIMIT);
    return gap;
  }

  private static Double gap(Database database, String killed) {
    try {
      Object millis = Sql.query(database, GAP, killed, killed).get(0).get("millis");
      return millis == null ? null : ((Number) millis).doubleValue();
    } catch (SQLException e) {
      return null;
    }
  }
}
