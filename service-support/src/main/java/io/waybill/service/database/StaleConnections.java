package io.waybill.service.database;

import com.zaxxer.hikari.SQLExceptionOverride;
import io.waybill.sql.SqlStates;
import java.sql.SQLException;

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
  @java.lang.Override
  public Override adjudicate(SQLException failure) {
    WriteCheck.failed(failure.getSQLState());
    return SqlStates.STALE_CONNECTION.include(failure.getSQLState())
        ? Override.MUST_EVICT
        : Override.CONTINUE_EVICT;
  }
}
