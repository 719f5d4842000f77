package io.waybill.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TimesTest {
  @Test
  void percentilesAreTimesThatOccurred() {
    Times times = new Times(LongStream.rangeClosed(1, 200).mapToObj(ms -> ms * 1_000_000).toList());

    assertThat(times.count()).isEqualTo(200);
    assertThat(times.millis(0.5)).isEqualTo(100);
    assertThat(times.millis(0.99)).isEqualTo(198);
    assertThat(times.millis(1)).isEqualTo(200);
  }

  @Test
  void noTimesHaveNoPercentile() {
    assertThat(new Times(List.of()).millis(0.5)).isNaN();
  }

  @Test
  void aSpreadShowsTheRange() {
    assertThat(Spread.of(List.of(3.0, 1.0, 2.0))).hasToString("2.00 (1.00–3.00)");
    assertThat(Spread.number(12_345.6)).isEqualTo("12,346");
  }
}
