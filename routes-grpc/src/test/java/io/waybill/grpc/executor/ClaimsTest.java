package io.waybill.grpc.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ClaimsTest {
  private final TestExecutor executor = new TestExecutor();
  private final Claims claims = executor.claims;

  @Test
  void claimsAsManyAsRunAtOnceAndMoreOnlyWhileTasksFinishQuickly() {
    assertThat(claims.parameters()).containsEntry("limit", 2);
    Task first = executor.claim("a", 1).get(0);
    executor.claim("b", 1);
    assertThat(claims.hasRoom()).isFalse();
    executor.complete(first, 40);
    assertThat(claims.parameters()).containsEntry("limit", 10);
    executor.pass(5);
    assertThat(claims.hasRoom()).isFalse();
  }

  @Test
  void onlyWhileManyTasksFinishDoClaimsAndWritesWait() {
    Task task = executor.claim("a", 1).get(0);
    executor.complete(task, 99);
    executor.outcomes.next();
    assertThat(claims.delayMillis()).isZero();
    assertThat(executor.outcomes.delayMillis()).isZero();

    executor.complete(task, 1);
    executor.passMillis(3);
    assertThat(claims.delayMillis()).isEqualTo(7);
    assertThat(executor.outcomes.delayMillis()).isEqualTo(7);
    executor.passMillis(7);
    assertThat(claims.delayMillis()).isZero();
    assertThat(executor.outcomes.delayMillis()).isZero();
  }

  @Test
  void nothingWaitsWhileManyTasksOfOneResourceFinish() {
    Task task = executor.claim("a", 1).get(0);
    executor.complete(task, 100);
    assertThat(claims.delayMillis()).isEqualTo(10);
    executor.claim("b", 1);
    assertThat(claims.delayMillis()).isZero();
    assertThat(executor.outcomes.delayMillis()).isZero();
  }

  @Test
  void noMoreIsClaimedThanThereIsMemoryFor() {
    Map<String, Object> large = TestExecutor.row("large", 1);
    large.put("metadata", "{\"a\":\"" + "x".repeat(2000) + "\"}");
    Task task = executor.claim(large).get(0);
    assertThat(claims.hasRoom()).isFalse();
    assertThat(claims.parameters()).containsEntry("bytes", 1L);
    executor.complete(task, 1);
    executor.write();
    assertThat(claims.hasRoom()).isTrue();
    assertThat(claims.parameters()).containsEntry("bytes", 1000L);
  }

  @Test
  void aheadOfBusyThreadsTasksAreClaimedByHalfOfTheRoomAtLeast() {
    Task first = executor.claim("a", 1).get(0);
    executor.claim("b", 1);
    executor.complete(first, 80);
    for (int i = 0; i < 10; i++) {
      assertThat(claims.hasRoom()).isTrue();
      executor.claim("c" + i, 1);
    }
    assertThat(claims.hasRoom()).isTrue();
    executor.claim("d", 1);
    assertThat(claims.hasRoom()).isFalse();
  }

  @Test
  void oneActionNeverHasAllThreads() {
    assertThat(claims.parameters()).containsEntry("quota", 1);
    Task slow = executor.claim("a", 1).get(0);
    assertThat((String[]) claims.parameters().get("fullActions")).containsExactly("print");
    assertThat((Integer[]) claims.parameters().get("quotas")).containsExactly(0);

    executor.complete(slow, 1);
    executor.write();

    assertThat((String[]) claims.parameters().get("fullActions")).isEmpty();
  }

  @Test
  void anActionThatFinishesQuicklyGetsMore() {
    executor.complete(executor.claim("a", 1).get(0), 40);
    assertThat((Integer[]) claims.parameters().get("quotas")).containsExactly(10);
  }

  @Test
  void afterAStartMissingEventsAreWaitedForInAnyCase() {
    assertThat(claims.parameters()).containsEntry("predecessorTimeoutApplies", false);
    executor.pass(30);
    assertThat(claims.parameters()).containsEntry("predecessorTimeoutApplies", true);
  }
}
