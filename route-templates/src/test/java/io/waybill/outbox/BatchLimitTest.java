package io.waybill.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class BatchLimitTest {
  private final BatchLimit limit = new BatchLimit();
  private final AtomicLong now = new AtomicLong();
  private final Pause pause = new Pause(now::get);

  @Test
  void fallsToOneEventWhileBatchesFailAndGrowsAgain() {
    for (int i = 0; i < 10; i++) {
      limit.failed(1000);
    }
    assertThat(limit.rows(1000)).isEqualTo(1);
    assertThat(limit.bytes(8_000_000)).isBetween(1L, 10_000L);

    for (int i = 0; i < 10; i++) {
      limit.published(Duration.ofMillis(10));
    }
    assertThat(limit.rows(1000)).isEqualTo(1000);
    assertThat(limit.bytes(8_000_000)).isEqualTo(8_000_000);
  }

  @Test
  void staysWhereABatchTakesLong() {
    limit.failed(1000);

    limit.published(Duration.ofSeconds(4));

    assertThat(limit.rows(1000)).isEqualTo(250);
  }

  @Test
  void triesAgainAtOnceAndThenAfterPausesThatGrow() {
    assertThat(longestPause(new TimeoutException("away"))).isEqualTo(Pause.AWAY);
    assertThat(longestPause(new ClusterAuthorizationException("no"))).isEqualTo(Pause.DENIED);
  }

  private Duration longestPause(Exception failure) {
    pause.failed(failure);
    assertThat(pause.isOver()).isTrue();
    for (int i = 0; i < 20; i++) {
      pause.failed(failure);
      assertThat(pause.isOver()).isFalse();
    }
    long began = now.get();
    while (!pause.isOver()) {
      now.addAndGet(Duration.ofMillis(50).toNanos());
    }
    pause.succeeded();
    assertThat(pause.isOver()).isTrue();
    return Duration.ofNanos(now.get() - began);
  }
}
