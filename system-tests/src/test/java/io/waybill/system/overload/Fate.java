package io.waybill.system.overload;

import io.waybill.local.Waiting;
import io.waybill.local.stack.Service;
import io.waybill.local.stack.Stack;
import io.waybill.system.client.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;

/**
 * What became of accepted calls: each must have its event stored, once.
 *
 * @param stored have it
 * @param doubled have it more than once
 */
record Fate(long accepted, long stored, long doubled) {
  private static final Duration POLL = Duration.ofSeconds(1);

  /** Waits until all are stored, or so long. */
  static Fate await(Stack stack, Api api, Set<String> ids, Duration limit) throws SQLException {
    Waiting.until(() -> isStored(stack, api, ids), limit, POLL);
    return read(stack, api, ids);
  }

  private static boolean isStored(Stack stack, Api api, Set<String> ids) {
    try {
      return read(stack, api, ids).lost() == 0;
    } catch (SQLException notNow) {
      return false;
    }
  }

  private static Fate read(Stack stack, Api api, Set<String> ids) throws SQLException {
    var counts =
        Sql.query(
                stack.database(Service.WORKER),
                """
                SELECT count(*) AS stored, count(*) FILTER (WHERE n > 1) AS doubled
                FROM (SELECT count(*) AS n FROM processed_events
                  WHERE event_type = ? AND %1$s = ANY (?) GROUP BY %1$s) AS each\
                """
                    .formatted(api.column()),
                api.event(),
                ids.toArray(String[]::new))
            .get(0);
    return new Fate(ids.size(), (Long) counts.get("stored"), (Long) counts.get("doubled"));
  }

  long lost() {
    return accepted - stored;
  }
}
