package io.waybill.service.limits;

import io.waybill.service.http.BodyWait;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * Runs the requests that are let in on threads of their own, and the others, which are only to be
 * refused, on a few more. So a refusal waits for no work, and work for no refusals.
 */
final class AdmittingExecutor implements Executor {
  private static final ThreadLocal<Boolean> REFUSING = ThreadLocal.withInitial(() -> false);

  private final Admission admission;
  private final Executor work;
  private final Executor refusals;
  private final LongSupplier nanoTime;

  AdmittingExecutor(Admission admission, Executor work, Executor refusals, LongSupplier nanoTime) {
    this.admission = admission;
    this.work = work;
    this.refusals = refusals;
    this.nanoTime = nanoTime;
  }

  /** Whether this thread's request was not let in. */
  static boolean isRefusing() {
    return REFUSING.get();
  }

  @Override
  public void execute(Runnable request) {
    long entered = nanoTime.getAsLong();
    if (admission.enter(entered)) {
      work.execute(() -> answer(request, entered));
    } else {
      refusals.execute(() -> refuse(request));
    }
  }

  /**
   * Without the time that callers take to send: they could make the places few by sending slowly.
   */
  private void answer(Runnable request, long entered) {
    BodyWait.take();
    try {
      request.run();
    } finally {
      admission.leave(entered + BodyWait.take(), nanoTime.getAsLong());
    }
  }

  private static void refuse(Runnable request) {
    REFUSING.set(true);
    try {
      request.run();
    } finally {
      REFUSING.remove();
    }
  }
}
