package io.waybill.service.problem;

import io.waybill.service.database.PassingFailure;
import io.waybill.service.failure.Reason;
import io.waybill.service.logging.LogMarkers;
import io.waybill.sql.SqlStates;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides what a client is told about a failure, and logs what it is not told. */
final class FailureProblems {
  private static final Logger LOG = LoggerFactory.getLogger(FailureProblems.class);

  private FailureProblems() {}

  static Problem problemOf(Throwable failure) {
    for (Throwable cause : SqlStates.causes(failure).toList()) {
      if (cause instanceof ProblemException expected) {
        return expected.problem();
      }
      if (cause instanceof RejectedExecutionException) {
        return Problem.unavailable("The service is stopping. Try again shortly.");
      }
    }
    if (PassingFailure.is(failure)) {
      LOG.warn(LogMarkers.OUTAGE, "The database can't be used now: {}", Reason.of(failure));
      return Problem.unavailable("The database can't be reached now. Try again shortly.");
    }
    LOG.error("A call failed unexpectedly", failure);
    return Problem.of(500, StatusTitles.detail(500));
  }
}
