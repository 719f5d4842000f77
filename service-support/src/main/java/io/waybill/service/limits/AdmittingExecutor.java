package io.waybill.service.limits;

import java.util.concurrent.Executor;

/**
 * Runs the requests that are let in on threads of their own, and the others, which are only to be
 * refused, on a few more. So a refusal waits for no work, and work for no refusals.
 */
final class AdmittingExecutor implements Executor {
  private static final ThreadLocal<Boolean> REFUSING = ThreadLocal.withInitial(() -> false);

  private final Admission admission;
  private final Executor work;
  private final Executor refusals;

  AdmittingExecutor(Admission admission, Executor work, Executor refusals) {
    this.admission = admission;
    this.work = work;
    this.refusals = refusals;
  }

  /** Whether this thread's request was not let in. */
  static boolean isRefusing() {
    return REFUSING.get();
  }

  @Override
  public void execute(Runnable request) {
    long entered = System.nanoTime();
    if (admission.enter(entered)) {
      work.execute(() -> answer(request, entered));
    } else {
      refusals.execute(() -> refuse(request));
    }
  }

  private void answer(Runnable request, long entered) {
    try {
      request.run();
    } finally {
      admission.leave(entered, System.nanoTime());
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
