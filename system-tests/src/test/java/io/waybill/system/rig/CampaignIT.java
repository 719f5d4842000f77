package io.waybill.system.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A short campaign; {@code system-tests/campaign} runs longer ones, and the rig's own test. */
class CampaignIT {
  private static final long SEED = Long.getLong("system-tests.seed", 42);

  @Test
  void aMinuteOfFaultsLosesDoublesAndReordersNothing() throws Exception {
    Campaign campaign =
        new Campaign(
            SEED,
            Duration.ofSeconds(60),
            20,
            Duration.ofSeconds(4),
            Duration.ofMillis(100),
            Duration.ofMinutes(3));

    Outcome outcome = campaign.run(Sabotage.NONE, System.out::println);

    System.out.println(outcome);
    assertThat(outcome.isClean()).as(outcome.toString()).isTrue();
    assertThat(outcome.report().acknowledged()).isPositive();
    assertThat(outcome.calls()).anyMatch(call -> call.taskId() != null);
  }
}
