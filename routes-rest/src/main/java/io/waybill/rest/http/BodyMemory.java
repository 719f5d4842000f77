package io.waybill.rest.http;

import io.waybill.service.http.AnswerEnd;
import io.waybill.service.limits.MemoryPool;
import io.waybill.service.problem.Problem;
import org.apache.camel.Exchange;

/**
 * How many bytes of large bodies, of requests and of answers, may be in memory at once. From a body
 * to a row and back, its text is there many times over: as bytes, as characters, as a parameter, in
 * the answer.
 */
public final class BodyMemory {
  private static final int PARTS_OF_HEAP = 32;

  private final MemoryPool pool;
  private final long all;

  BodyMemory(MemoryPool pool) {
    this.pool = pool;
    this.all = pool.left();
  }

  /** A part of this JVM's heap, but room for the largest body. */
  static BodyMemory ofHeap(int largestBody) {
    return new BodyMemory(MemoryPool.ofHeap(PARTS_OF_HEAP, largestBody));
  }

  /** Takes so many, to be given back; false when there are fewer. */
  boolean take(long bytes) {
    return pool.tryTake(bytes);
  }

  void giveBack(long bytes) {
    pool.giveBack(bytes);
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
