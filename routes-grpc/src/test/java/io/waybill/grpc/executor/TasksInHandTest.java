package io.waybill.grpc.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TasksInHandTest {
  static final ExecutorSettings SETTINGS =
      new ExecutorSettings(
          2,
          100,
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          3,
          Duration.ofSeconds(1),
          Duration.ofSeconds(3),
          Duration.ofSeconds(60),
          100,
          1000,
          Duration.ofSeconds(1));

  private final AtomicLong clock = new AtomicLong();
  private final TasksInHand tasks = new TasksInHand(SETTINGS, clock::get);

  static Map<String, Object> row(String id, int attempt) {
    Map<String, Object> row = new HashMap<>();
    row.put("id", id);
    row.put("resource_id", "r-" + id);
    row.put("action", "print");
    row.put("attempts", attempt);
    row.put("overdue", false);
    row.put("metadata", "{\"colour\":\"blue\"}");
    return row;
  }

  private List<Task> take(String id, int attempt) {
    tasks.claim();
    return tasks.taken(List.of(row(id, attempt)));
  }

  @Test
  void takesAsManyAsRunAtOnceAndMoreOnlyWhileTasksFinishQuickly() {
    assertThat(tasks.claim()).containsEntry("free", 2);
    Task first = take("a", 1).get(0);
    take("b", 1);
    assertThat(tasks.hasRoom()).isFalse();
    for (int i = 0; i < 40; i++) {
      tasks.finish(new Outcome(first, "completed", "", null));
    }
    assertThat(tasks.claim()).containsEntry("free", 10);
    pass(5);
    assertThat(tasks.hasRoom()).isFalse();
  }

  @Test
  void onlyInAStreamDoClaimsAndWritesKeepTheirDistance() {
    Task task = take("a", 1).get(0);
    Outcome outcome = new Outcome(task, "completed", "", null);
    for (int i = 1; i < 100; i++) {
      tasks.finish(outcome);
    }
    tasks.outcomes();
    assertThat(tasks.pauseBeforeClaim()).isZero();
    assertThat(tasks.pauseBeforeWrite()).isZero();

    tasks.finish(outcome);
    clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(3));
    assertThat(tasks.pauseBeforeClaim()).isEqualTo(7);
    assertThat(tasks.pauseBeforeWrite()).isEqualTo(7);
    clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(7));
    assertThat(tasks.pauseBeforeClaim()).isZero();
    assertThat(tasks.pauseBeforeWrite()).isZero();
  }

  @Test
  void aStreamOfTasksOfOneResourceKeepsNoDistance() {
    Task task = take("a", 1).get(0);
    for (int i = 0; i < 100; i++) {
      tasks.finish(new Outcome(task, "completed", "", null));
    }
    assertThat(tasks.pauseBeforeClaim()).isEqualTo(10);
    take("b", 1);
    assertThat(tasks.pauseBeforeClaim()).isZero();
    assertThat(tasks.pauseBeforeWrite()).isZero();
  }

  @Test
  void noMoreIsClaimedThanThereIsMemoryFor() {
    Map<String, Object> large = row("large", 1);
    large.put("metadata", "{\"a\":\"" + "x".repeat(2000) + "\"}");
    tasks.claim();
    Task task = tasks.taken(List.of(large)).get(0);
    assertThat(tasks.hasRoom()).isFalse();
    assertThat(tasks.claim()).containsEntry("bytes", 1L);
    tasks.finish(new Outcome(task, "completed", "", null));
    tasks.written(List.copyOf(tasks.outcomes()), 1L);
    assertThat(tasks.hasRoom()).isTrue();
    assertThat(tasks.claim()).containsEntry("bytes", 1000L);
  }

  @Test
  void whileTheDatabaseWasAwayNobodyIsTakenForDead() {
    pass(30);
    assertThat(tasks.mayJudgeOthers()).isTrue();
    tasks.claimFailed(new IllegalStateException("away"));
    pass(29);
    assertThat(tasks.mayJudgeOthers()).isFalse();
    pass(1);
    assertThat(tasks.mayJudgeOthers()).isTrue();
  }

  @Test
  void aheadOfBusyThreadsTasksAreClaimedByHalfOfTheRoomAtLeast() {
    Task first = take("a", 1).get(0);
    take("b", 1);
    for (int i = 0; i < 80; i++) {
      tasks.finish(new Outcome(first, "completed", "", null));
    }
    for (int i = 0; i < 10; i++) {
      assertThat(tasks.hasRoom()).isTrue();
      take("c" + i, 1);
    }
    assertThat(tasks.hasRoom()).isTrue();
    take("d", 1);
    assertThat(tasks.hasRoom()).isFalse();
  }

  @Test
  void oneActionNeverHasAllThreads() {
    assertThat(tasks.claim()).containsEntry("room", 1);
    Task slow = take("a", 1).get(0);
    assertThat((String[]) tasks.claim().get("fullActions")).containsExactly("print");
    assertThat((Integer[]) tasks.claim().get("rooms")).containsExactly(0);

    tasks.finish(new Outcome(slow, "completed", "", null));
    tasks.written(List.copyOf(tasks.outcomes()), 1L);

    assertThat((String[]) tasks.claim().get("fullActions")).isEmpty();
  }

  @Test
  void anActionThatFinishesQuicklyGetsMore() {
    Task first = take("a", 1).get(0);
    for (int i = 0; i < 40; i++) {
      tasks.finish(new Outcome(first, "completed", "", null));
    }
    assertThat((Integer[]) tasks.claim().get("rooms")).containsExactly(10);
  }

  @Test
  void interruptsAnActionThatTakesTooLong() {
    tasks.begin(take("a", 1).get(0));
    pass(59);
    tasks.interruptOverdue();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    pass(1);
    tasks.interruptOverdue();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aTaskWhoseLeaseLapsedInTheQueueIsNotStarted() {
    Task task = take("a", 1).get(0);
    pass(31);
    assertThat(tasks.begin(task)).isFalse();
    assertThat(tasks.hasTasks()).isFalse();
  }

  @Test
  void aRenewedLeaseIsGood() {
    Task task = take("a", 1).get(0);
    pass(20);
    tasks.renewed(List.of(Map.of("id", "a")));
    pass(20);
    assertThat(tasks.begin(task)).isTrue();
    assertThat(tasks.begin(task)).isFalse();
  }

  @Test
  void aTaskThatStillRunsHereIsNotStartedTwice() {
    Task task = take("a", 1).get(0);
    assertThat(tasks.begin(task)).isTrue();
    assertThat(take("a", 2)).isEmpty();
    tasks.finish(new Outcome(task, "completed", "done", null));
    assertThat((Integer[]) tasks.columns(tasks.outcomes()).get("attempts")).containsExactly(2);
  }

  @Test
  void outcomesStayUntilTheyAreWritten() {
    Task task = take("a", 1).get(0);
    tasks.finish(new Outcome(task, "completed", "done", null));
    List<Outcome> outcomes = new ArrayList<>(tasks.outcomes());
    assertThat(tasks.hasOutcomes()).isTrue();
    tasks.written(outcomes, 1L);
    assertThat(tasks.hasOutcomes()).isFalse();
    assertThat(tasks.count()).isZero();
  }

  @Test
  void afterCloseNothingIsClaimedOrStartedAndWhatWaitsIsLeft() throws Exception {
    Task task = take("a", 1).get(0);
    tasks.close();
    assertThat(tasks.hasRoom()).isFalse();
    assertThat(tasks.begin(task)).isFalse();
    assertThat(tasks.awaitWritten(Duration.ofSeconds(1))).isTrue();
    assertThat((String[]) tasks.lease().get("ids")).containsExactly("a");
  }

  @Test
  void afterAStartMissingEventsAreWaitedForInAnyCase() {
    assertThat(tasks.claim()).containsEntry("patienceEnds", false);
    pass(30);
    assertThat(tasks.claim()).containsEntry("patienceEnds", true);
  }

  private void pass(int seconds) {
    clock.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }
}
