package io.waybill.service.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final long MILLIS = 1_000_000;

  private final Admission admission = new Admission(8, 4);
  private final Queue<Long> inFlight = new ArrayDeque<>();
  private long now;

  @Test
  void lets_a_burst_in_as_far_as_there_are_places() {
    assertThat(enter(10)).isEqualTo(8);

    answerAll();

    assertThat(admission.inFlight()).isZero();
    assertThat(enter(10)).isEqualTo(8);
  }

  @Test
  void a_burst_that_takes_long_is_no_overload() {
    rush(900, 300);
    answerAll();

    assertThat(enter(10)).isEqualTo(8);
  }

  @Test
  void keeps_all_places_while_answers_come_quickly() {
    rush(5_000, 40);

    assertThat(inFlight).hasSize(8);
  }

  @Test
  void leaves_some_places_when_answers_have_been_late_for_long() {
    rush(5_000, 300);

    assertThat(inFlight).hasSize(4);
  }

  @Test
  void overload_ends_when_the_rush_is_over() {
    rush(5_000, 300);
    answerAll();
    now += 1_000 * MILLIS;
    enter(1);
    answerAll();
    now += 1_000 * MILLIS;

    assertThat(enter(10)).isEqualTo(8);
  }

  @Test
  void overload_ends_when_answers_are_quick_again() {
    rush(5_000, 300);
    rush(5_000, 40);

    assertThat(inFlight).hasSize(8);
  }

  /** Callers who try again at once, and answers that take so long. */
  private void rush(long millis, long answerMillis) {
    long end = now + millis * MILLIS;
    while (now < end) {
      while (!inFlight.isEmpty() && now - inFlight.peek() >= answerMillis * MILLIS) {
        admission.leave(inFlight.remove(), now);
      }
      enter(10);
      now += MILLIS;
    }
  }

  private int enter(int requests) {
    for (int i = 0; i < requests; i++) {
      if (admission.enter(now)) {
        inFlight.add(now);
      }
    }
    return inFlight.size();
  }

  private void answerAll() {
    while (!inFlight.isEmpty()) {
      admission.leave(inFlight.remove(), now);
    }
  }
}
