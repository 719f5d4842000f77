package io.waybill.system.overload;

import java.time.Duration;

/**
 * Calls a service from one thread, as cheaply as it can: it shares the machine with what it calls.
 */
interface Generator {
  /** As soon as a client has its answer. */
  double AT_ONCE = Double.MAX_VALUE;

  /**
   * Offers a load and waits for the last answers.
   *
   * @param clients so many calls are open at once at most, each counted from its sending
   * @param perSecond calls begun, as far as there are clients without one
   */
  Answers offer(int clients, double perSecond, Duration time) throws Exception;
}
