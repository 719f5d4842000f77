package io.waybill.service.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.service.http.BodyWait;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AdmittingExecutorTest {
  private static final long MILLIS = 1_000_000;
  private static final int MOST = 8;
  private static final int FEWEST = 4;

  private final AtomicLong now = new AtomicLong();
  private final Admission admission = new Admission(MOST, FEWEST);
  private final Queue<Runnable> work = new ArrayDeque<>();
  private final AdmittingExecutor executor =
      new AdmittingExecutor(admission, work::add, Runnable::run, now::get);

  @Test
  void late_answers_leave_fewer_places() {
    rush(() -> {});

    assertThat(admission.places()).isEqualTo(FEWEST);
  }

  @Test
  void callers_who_send_slowly_take_no_places_away() {
    rush(() -> BodyWait.add(299 * MILLIS));

    assertThat(admission.places()).isEqualTo(MOST);
  }

  /** Five seconds in which all places are taken, each for 300 ms. */
  private void rush(Runnable request) {
    while (now.get() < 5_000 * MILLIS) {
      for (int i = 0; i < MOST; i++) {
        executor.execute(request);
      }
      now.addAndGet(300 * MILLIS);
      while (!work.isEmpty()) {
        work.remove().run();
      }
    }
  }
}
