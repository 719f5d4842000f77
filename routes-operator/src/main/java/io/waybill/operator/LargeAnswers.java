package io.waybill.operator;

import io.waybill.service.http.AnswerEnd;
import io.waybill.service.problem.Problem;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;

/**
 * One answer with a whole event or dead letter at a time: a letter may have 10 MiB, and is in
 * memory several times until it is written.
 */
final class LargeAnswers {
  private static final long LONGEST_WAIT_SECONDS = 2;

  private static final Semaphore TURN = new Semaphore(1, true);

  private LargeAnswers() {}

  /**
   * Waits for the turn, which the exchange has until its answer is written.
   *
   * @throws io.waybill.service.problem.ProblemException 503 if it takes too long
   */
  static void one(Exchange exchange) throws InterruptedException {
    if (!TURN.tryAcquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
      throw Problem.overloaded("Other events or letters are being read. Try again shortly.")
          .toException();
    }
    AnswerEnd.of(exchange, TURN::release);
  }
}
