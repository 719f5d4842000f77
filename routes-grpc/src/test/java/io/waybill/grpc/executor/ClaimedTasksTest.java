package io.waybill.grpc.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClaimedTasksTest {
  private final TestExecutor executor = new TestExecutor();
  private final ClaimedTasks tasks = executor.tasks;

  @Test
  void whileTheDatabaseWasAwayNobodyIsTakenForDead() {
    executor.pass(30);
    assertThat(executor.leases.canJudgeOthers()).isTrue();
    executor.leases.databaseFailed();
    executor.pass(29);
    assertThat(executor.leases.canJudgeOthers()).isFalse();
    executor.pass(1);
    assertThat(executor.leases.canJudgeOthers()).isTrue();
  }

  @Test
  void interruptsAnActionThatTakesTooLong() {
    tasks.start(executor.claim("a", 1).get(0));
    executor.pass(59);
    tasks.interruptOverdue();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    executor.pass(1);
    tasks.interruptOverdue();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aTaskWhoseLeaseLapsedInTheQueueIsNotStarted() {
    Task task = executor.claim("a", 1).get(0);
    executor.pass(31);
    assertThat(tasks.start(task)).isFalse();
    assertThat(tasks.count()).isZero();
    assertThat(executor.leases.batches()).isEmpty();
  }

  @Test
  void aRenewedLeaseIsGood() {
    Task task = executor.claim("a", 1).get(0);
    executor.pass(20);
    executor.leases.renewed(List.of(Map.of("id", "a")));
    executor.pass(20);
    assertThat(tasks.start(task)).isTrue();
    assertThat(tasks.start(task)).isFalse();
  }

  @Test
  void aTaskThatStillRunsHereIsNotStartedTwice() {
    Task task = executor.claim("a", 1).get(0);
    assertThat(tasks.start(task)).isTrue();
    assertThat(executor.claim("a", 2)).isEmpty();
    executor.complete(task, 1);
    assertThat((Integer[]) executor.outcomes.next().get("attempts")).containsExactly(2);
  }

  @Test
  void outcomesStayUntilTheyAreWritten() {
    executor.complete(executor.claim("a", 1).get(0), 1);
    List<Outcome> outcomes = executor.outcomes.next().outcomes();
    assertThat(executor.outcomes.isEmpty()).isFalse();
    executor.outcomes.written(outcomes);
    assertThat(executor.outcomes.isEmpty()).isTrue();
    assertThat(tasks.count()).isZero();
  }

  @Test
  void afterCloseNothingIsClaimedOrStartedAndWhatWaitsIsLeft() throws Exception {
    Task task = executor.claim("a", 1).get(0);
    tasks.close();
    assertThat(executor.claims.hasRoom()).isFalse();
    assertThat(tasks.start(task)).isFalse();
    assertThat(tasks.awaitReleased(Duration.ofSeconds(1))).isTrue();
    assertThat(tasks.ids()).containsExactly("a");
  }
}
