package io.waybill.service.database;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.waybill.sql.SqlStates;
import java.sql.SQLTransientException;

/** Tells a failure that may pass, such as a database that has gone away, from one that stays. */
public final class PassingFailure {
  private PassingFailure() {}

  /** Whether the same statement may well succeed a little later. */
  public static boolean is(Throwable failure) {
    return SqlStates.PASSING.isCauseOf(failure)
        || SqlStates.causes(failure)
            .anyMatch(
                cause ->
                    cause instanceof SQLTransientException
                        || cause instanceof CallNotPermittedException);
  }
}
