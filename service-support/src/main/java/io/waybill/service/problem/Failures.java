package io.waybill.service.problem;

import io.waybill.service.database.PassingFailure;
import io.waybill.service.logging.LogMarkers;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides what a client is told about a failure, and logs what it is not told. */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
  private static final int DEEPEST_CAUSE = 20;

  private Failures() {}

  static Problem problemOf(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
      if (cause instanceof ProblemException expected) {
        return expected.problem();
      }
      if (cause instanceof RejectedExecutionException) {
        return Problem.unavailable("The service is stopping. Try again shortly.");
      }
      cause = cause.getCause();
    }
    if (PassingFailure.is(failure)) {
      LOG.warn(LogMarkers.OUTAGE, "The database can't be used now: {}", failure.getMessage());
      return Problem.unavailable("The database can't be reached now. Try again shortly.");
    }
    LOG.error("A call failed unexpectedly", failure);
    return Problem.of(500, StatusTitles.detail(500));
  }
}
