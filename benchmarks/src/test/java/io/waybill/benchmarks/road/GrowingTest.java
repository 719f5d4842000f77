package io.waybill.benchmarks.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class GrowingTest {
  @Test
  void aBacklogThatGrowsByFiveASecondDoesSo() {
    List<Long> backlogs = LongStream.range(0, 60).map(second -> 100 + 5 * second).boxed().toList();

    assertThat(Growing.perSecond(backlogs)).isCloseTo(5, within(0.01));
  }

  @Test
  void aHillIsNoGrowth() {
    List<Long> backlogs =
        IntStream.range(0, 60)
            .mapToObj(second -> second > 52 && second < 58 ? 4_000L : 20L)
            .toList();

    assertThat(Growing.perSecond(backlogs)).isZero();
  }

  @Test
  void fewerThanThreeSecondsTellNothing() {
    assertThat(Growing.perSecond(List.of(1L, 1_000L))).isZero();
  }
}
