package io.waybill.health;

import io.waybill.sql.SqlStates;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Tells a database or a broker that is away from any other failure. A part that meets an outage
 * waits; what is away is shown by a component of its own.
 */
final class Outage {
  private Outage() {}

  static boolean is(Throwable failure) {
    return SqlStates.causes(failure).anyMatch(Outage::isOne);
  }

  private static boolean isOne(Throwable cause) {
    return cause instanceof SQLTransientException
        || cause instanceof RetriableException
        || cause instanceof IOException
        || (cause instanceof SQLException sql && isAway(sql.getSQLState()));
  }

  private static boolean isAway(String state) {
    // Without a state it comes from the pool: its connection has been closed.
    return state == null || SqlStates.AWAY.include(state);
  }
}
