package io.waybill.rest.http;

import io.waybill.service.http.AnswerEnd;
import io.waybill.service.problem.Problem;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Exchange;

/**
 * How many bytes of large bodies, of requests and of answers, may be in memory at once. From a body
 * to a row and back, its text is there many times over: as bytes, as characters, as a parameter, in
 * the answer.
 */
public final class BodyMemory {
  private static final int PART_OF_HEAP = 32;

  private final long all;
  private final AtomicLong left;

  BodyMemory(long bytes) {
    all = bytes;
    left = new AtomicLong(bytes);
  }

  /** A part of this JVM's heap, but room for the largest body. */
  static BodyMemory ofHeap(int largestBody) {
    return new BodyMemory(Math.max(largestBody, Runtime.getRuntime().maxMemory() / PART_OF_HEAP));
  }

  /** Takes so many, to be given back; false when there are fewer. */
  boolean take(long bytes) {
    if (left.addAndGet(-bytes) >= 0) {
      return true;
    }
    giveBack(bytes);
    return false;
  }

  void giveBack(long bytes) {
    left.addAndGet(bytes);
  }

  /**
   * Takes so many bytes for the answer of an exchange, until that is written. A larger answer than
   * all of the memory has to be the only one.
   *
   * @throws io.waybill.service.problem.ProblemException 503 when there are fewer
   */
  public void takeFor(Exchange exchange, int bytes) {
    long taken = Math.min(bytes, all);
    if (!take(taken)) {
      throw Problem.overloaded("Too many large answers are being sent. Try again shortly.")
          .toException();
    }
    AnswerEnd.of(exchange, () -> giveBack(taken));
  }
}
