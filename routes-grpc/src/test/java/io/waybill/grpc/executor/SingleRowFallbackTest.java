package io.waybill.grpc.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SingleRowFallbackTest {
  private final AtomicLong clock = new AtomicLong();
  private final SingleRowFallback rows = new SingleRowFallback(clock::get);

  @Test
  void afterAFailureRowsGoAloneUntilTheBadOneIsFoundAndPassedOver() {
    rows.failed(500);
    assertThat(rows.limit(500)).isEqualTo(1);
    rows.succeeded(1);
    assertThat(rows.skip()).isZero();

    rows.failed(1);
    assertThat(rows.limit(500)).isEqualTo(500);
    assertThat(rows.skip()).isEqualTo(1);

    clock.addAndGet(TimeUnit.SECONDS.toNanos(5));
    assertThat(rows.skip()).isZero();
  }

  @Test
  void nothingIsSearchedWhereNoRowIsLeft() {
    rows.failed(500);
    rows.succeeded(0);
    assertThat(rows.isActive()).isFalse();
  }

  @Test
  void onlyWhatARowCanCauseIsABadRow() {
    assertThat(BadRow.isCauseOf(new IllegalStateException(new SQLException("x", "23505"))))
        .isTrue();
    assertThat(BadRow.isCauseOf(new SQLException("x", "22003"))).isTrue();
    for (String state : new String[] {"08006", "25006", "40001", "42501", "53200", "57P01", null}) {
      assertThat(BadRow.isCauseOf(new SQLException("x", state))).isFalse();
    }
  }
}
