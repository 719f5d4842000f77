package io.waybill.service.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallerLimitsTest {
  private final CallerLimits limits =
      new CallerLimits(new RateLimitSettings(true, 1, Duration.ofHours(1), 0, 1_000));

  @Test
  void says_how_long_to_wait() {
    assertThat(limits.tryAcquire("alice", "192.0.2.1")).isEmpty();
    assertThat(limits.tryAcquire("alice", "192.0.2.2").orElseThrow())
        .isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
    assertThat(limits.tryAcquire("bob", "192.0.2.1")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.2, false",
    "192.0.2.1, 192.0.2.1, true",
    "2001:db8::1, 2001:db8::2, true",
    "2001:db8::1, 2001:db8:0:1::1, false",
    "::ffff:192.0.2.1, 192.0.2.1, true",
    "not:an:address, not:an:address, true"
  })
  void takes_addresses_for_the_same_caller(String one, String other, boolean same) {
    assertThat(limits.tryAcquire(null, one)).isEmpty();
    assertThat(limits.tryAcquire(null, other).isPresent()).isEqualTo(same);
  }

  @Test
  void tells_a_name_from_an_address() {
    assertThat(limits.tryAcquire("192.0.2.1", "192.0.2.9")).isEmpty();
    assertThat(limits.tryAcquire(null, "192.0.2.1")).isEmpty();
  }
}
