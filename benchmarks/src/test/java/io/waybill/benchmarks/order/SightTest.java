package io.waybill.benchmarks.order;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SightTest {
  private final Sight sight = new Sight();

  @Test
  void countsWhatIsMissing() {
    see(1, 0, 1, 3);

    assertThat(sight.lost(5)).isEqualTo(2);
    assertThat(sight.duplicates()).isZero();
    assertThat(sight.violations()).isZero();
  }

  @Test
  void aRepeatedPrefixIsNoViolation() {
    see(1, 0, 1, 2, 0, 1, 2, 3);

    assertThat(sight.duplicates()).isEqualTo(3);
    assertThat(sight.violations()).isZero();
    assertThat(sight.lost(4)).isZero();
  }

  @Test
  void aFirstSightAfterALaterEventIsAViolation() {
    see(1, 0, 2, 1, 2, 3);

    assertThat(sight.violations()).isEqualTo(1);
    assertThat(sight.duplicates()).isEqualTo(1);
  }

  @Test
  void keysHaveNoOrderAmongThem() {
    see(1, 1, 3);
    see(2, 0, 2);

    assertThat(sight.violations()).isZero();
  }

  private void see(int key, int... numbers) {
    for (int number : numbers) {
      sight.see(key, number);
    }
  }
}
