package io.waybill.service.database;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.util.Set;

/**
 * Which connections the pool gives up at once, beyond those that HikariCP knows to be broken (class
 * 08, 57P01 to 57P03, 0A000): those to a server that has become read-only, as a failover leaves
 * them, and those whose session the server has ended.
 *
 * <p>It meets each failure of a statement, so it tells {@link WriteCheck} of them.
 *
 * <p>Public, as HikariCP makes it by name.
 */
public final class StaleConnections implements SQLExceptionOverride {
  private static final Set<String> STATES =
      Set.of(
          "25006", // read_only_sql_transaction: a standby, or default_transaction_read_only
          "25P03", // idle_in_transaction_session_timeout
          "25P04", // transaction_timeout
          "57P04", // database_dropped
          "57P05"); // idle_session_timeout

  @java.lang.Override
  public Override adjudicate(SQLException failure) {
    WriteCheck.failed(failure.getSQLState());
    return STATES.contains(String.valueOf(failure.getSQLState()))
        ? Override.MUST_EVICT
        : Override.CONTINUE_EVICT;
  }
}
