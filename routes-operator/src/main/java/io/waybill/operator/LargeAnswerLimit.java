package io.waybill.operator;

import io.waybill.service.http.AnswerEnd;
import io.waybill.service.problem.Problem;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;

/**
 * One answer with a whole event or dead letter at a time: one may have 10 MiB, and is in memory
 * several times until it is written.
 */
final class LargeAnswerLimit {
  private static final long TIMEOUT_SECONDS = 2;

  private final Semaphore permits = new Semaphore(1, true);

  /**
   * Waits for the permit, which the call has until its answer is written.
   *
   * @throws io.waybill.service.problem.ProblemException 503 after the timeout
   */
  void acquire(Exchange call) throws InterruptedException {
    if (!permits.tryAcquire(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      throw Problem.overloaded("Other events or dead letters are being read. Try again shortly.")
          .toException();
    }
    AnswerEnd.of(call, permits::release);
  }
}
