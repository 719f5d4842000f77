package io.waybill.service.database;

/** A call of a {@link BatchingExecutor} that doesn't hold a thread while it waits. */
interface BatchedCall<A> {
  /**
   * Goes on when the call's turn has come.
   *
   * @param takesTime whether this is a run, and not merely an answer that is there
   */
  void goOn(Runnable rest, boolean takesTime);

  /**
   * Takes the end of the call.
   *
   * @param failure null if there is an answer
   * @param atOnce whether the call was made on this very thread and has not yet returned
   */
  void answered(A answer, Throwable failure, boolean atOnce);
}
