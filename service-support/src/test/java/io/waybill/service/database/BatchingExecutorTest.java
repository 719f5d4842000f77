package io.waybill.service.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchingExecutorTest {
  private static final Duration PATIENT = Duration.ofMinutes(1);
  private static final int BAD = 666;

  private final ExecutorService callers = Executors.newCachedThreadPool();
  private final List<List<Integer>> started = new CopyOnWriteArrayList<>();

  /** A run ends when it gets one. */
  private final Semaphore ends = new Semaphore(0);

  @AfterEach
  void stop() {
    callers.shutdownNow();
  }

  private BatchingExecutor<Integer, String> runs(int atOnce, int calls, Duration timeout) {
    return new BatchingExecutor<>(
        new BatchingLimits(atOnce, calls, 1_000, timeout),
        this::run,
        Integer::longValue,
        IllegalArgumentException.class::isInstance);
  }

  private List<String> run(List<Integer> questions) {
    started.add(questions);
    ends.acquireUninterruptibly();
    if (questions.contains(BAD)) {
      throw new IllegalArgumentException("bad");
    }
    return questions.stream().map(question -> "answer to " + question).toList();
  }

  private static ConditionFactory await() {
    return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1));
  }

  private Future<String> call(BatchingExecutor<Integer, String> runs, int question) {
    return callers.submit(() -> runs.call(question));
  }

  /** Starts a run with the first question and has the others wait for its end, in their order. */
  private List<Future<String>> callBehindARun(
      BatchingExecutor<Integer, String> runs, int... questions) {
    List<Future<String>> calls = new ArrayList<>();
    for (int question : questions) {
      int waiting = calls.size();
      calls.add(call(runs, question));
      await().until(() -> started.size() == 1 && runs.waiting() == waiting);
    }
    return calls;
  }

  @Test
  void a_lone_call_runs_at_once_on_its_own_thread() throws Exception {
    ends.release();
    assertThat(runs(1, 10, PATIENT).call(1)).isEqualTo("answer to 1");
    assertThat(started).containsExactly(List.of(1));
  }

  /** A call that lets its thread go. */
  private final class Released implements BatchedCall<String> {
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private final List<Boolean> tookTime = new CopyOnWriteArrayList<>();
    private boolean atOnce;

    @Override
    public void goOn(Runnable rest, boolean takesTime) {
      tookTime.add(takesTime);
      (takesTime ? callers : (Executor) Runnable::run).execute(rest);
    }

    @Override
    public void answered(String answer, Throwable failure, boolean atOnce) {
      this.atOnce = atOnce;
      if (failure == null) {
        end.complete(answer);
      } else {
        end.completeExceptionally(failure);
      }
    }
  }

  @Test
  void a_released_call_that_is_alone_has_its_answer_at_once() {
    ends.release();
    Released lone = new Released();
    assertThat(runs(1, 10, PATIENT).call(1, lone)).isTrue();
    assertThat(lone.end).isCompletedWithValue("answer to 1");
    assertThat(lone.atOnce).isTrue();
  }

  @Test
  void released_calls_go_on_after_the_run_they_share_and_only_the_first_of_them_takes_time()
      throws Exception {
    BatchingExecutor<Integer, String> runs = runs(1, 10, PATIENT);
    List<Released> calls = callReleasedBehindARun(runs, 2, 3, 4);
    assertThat(runs.waiting()).isEqualTo(3);
    ends.release(2);
    for (int i = 0; i < 3; i++) {
      assertThat(calls.get(i).end.get()).isEqualTo("answer to " + (i + 2));
      assertThat(calls.get(i).atOnce).isFalse();
      assertThat(calls.get(i).tookTime).containsExactly(i == 0);
    }
    assertThat(started).containsExactly(List.of(1), List.of(2, 3, 4));
  }

  @Test
  void a_released_call_whose_fault_it_is_fails_alone_and_holds_up_no_other() throws Exception {
    List<Released> calls = callReleasedBehindARun(runs(1, 10, PATIENT), 2, BAD, 4);
    ends.release(5);
    assertThat(calls.get(0).end.get()).isEqualTo("answer to 2");
    assertThat(calls.get(2).end.get()).isEqualTo("answer to 4");
    assertThatThrownBy(calls.get(1).end::get).hasRootCauseMessage("bad");
    assertThat(calls.get(2).tookTime).containsExactly(true);
  }

  @Test
  void a_released_call_that_waits_too_long_gives_up_and_is_never_run() throws Exception {
    List<Released> calls = callReleasedBehindARun(runs(1, 10, Duration.ofMillis(20)), 2);
    assertThatThrownBy(calls.get(0).end::get)
        .hasRootCauseInstanceOf(SQLTransientConnectionException.class)
        .hasMessageContaining("20 ms");
    ends.release();
    await().until(() -> ends.availablePermits() == 0);
    assertThat(started).containsExactly(List.of(1));
  }

  private List<Released> callReleasedBehindARun(
      BatchingExecutor<Integer, String> runs, int... questions) {
    callers.execute(new FutureTask<>(() -> runs.call(1)));
    await().until(() -> started.size() == 1);
    List<Released> calls = new ArrayList<>();
    for (int question : questions) {
      Released next = new Released();
      assertThat(runs.call(question, next)).isFalse();
      calls.add(next);
    }
    return calls;
  }

  @Test
  void as_many_runs_at_once_as_are_allowed() throws Exception {
    BatchingExecutor<Integer, String> runs = runs(2, 10, PATIENT);
    Future<String> first = call(runs, 1);
    Future<String> second = call(runs, 2);
    await().until(() -> started.size() == 2);
    Future<String> third = call(runs, 3);
    await().until(() -> runs.waiting() == 1);
    ends.release(3);
    assertThat(List.of(first.get(), second.get(), third.get()))
        .containsExactly("answer to 1", "answer to 2", "answer to 3");
  }

  @Test
  void calls_that_come_during_a_run_share_the_next_and_each_gets_its_own_answer() throws Exception {
    List<Future<String>> calls = callBehindARun(runs(1, 10, PATIENT), 1, 2, 3, 4);
    assertThat(calls).noneMatch(Future::isDone);
    ends.release(2);
    for (int i = 0; i < calls.size(); i++) {
      assertThat(calls.get(i).get()).isEqualTo("answer to " + (i + 1));
    }
    assertThat(started).containsExactly(List.of(1), List.of(2, 3, 4));
  }

  @Test
  void no_call_is_answered_before_its_run_has_ended() throws Exception {
    List<Future<String>> calls = callBehindARun(runs(1, 10, PATIENT), 1, 2, 3);
    ends.release();
    calls.get(0).get();
    await().until(() -> started.size() == 2);
    assertThat(calls.subList(1, 3)).noneMatch(Future::isDone);
    ends.release();
    calls.get(2).get();
  }

  @Test
  void runs_have_a_limit_of_calls_and_of_weight() throws Exception {
    List<Future<String>> calls =
        callBehindARun(runs(1, 3, PATIENT), 1, 2, 3, 4, 5, 600, 600, 2_000);
    ends.release(5);
    for (Future<String> call : calls) {
      call.get();
    }
    assertThat(started)
        .containsExactly(
            List.of(1), List.of(2, 3, 4), List.of(5, 600), List.of(600), List.of(2_000));
  }

  @Test
  void a_call_whose_fault_it_is_fails_alone() throws Exception {
    List<Future<String>> calls = callBehindARun(runs(1, 10, PATIENT), 1, 2, BAD, 4);
    ends.release(5);
    assertThat(calls.get(1).get()).isEqualTo("answer to 2");
    assertThat(calls.get(3).get()).isEqualTo("answer to 4");
    assertThatThrownBy(calls.get(2)::get).hasRootCauseMessage("bad");
    assertThat(started).contains(List.of(2, BAD, 4), List.of(2), List.of(BAD), List.of(4));
  }

  @Test
  void a_failure_that_is_nobodys_fault_is_that_of_all_and_nothing_runs_again() throws Exception {
    BatchingExecutor<Integer, String> runs =
        new BatchingExecutor<>(
            new BatchingLimits(1, 10, 1_000, PATIENT),
            this::run,
            Integer::longValue,
            failure -> false);
    List<Future<String>> calls = callBehindARun(runs, 1, 2, BAD);
    ends.release(2);
    calls.get(0).get();
    assertThatThrownBy(calls.get(1)::get).hasRootCauseMessage("bad");
    assertThatThrownBy(calls.get(2)::get).hasRootCauseMessage("bad");
    assertThat(started).hasSize(2);
  }

  @Test
  void an_error_leaves_nobody_waiting() throws Exception {
    Semaphore end = new Semaphore(0);
    BatchingExecutor<Integer, String> runs =
        new BatchingExecutor<>(
            new BatchingLimits(1, 10, 1_000, PATIENT),
            questions -> {
              started.add(questions);
              end.acquireUninterruptibly();
              throw new StackOverflowError("too deep");
            },
            Integer::longValue,
            failure -> false);
    List<Future<String>> calls = callBehindARun(runs, 1, 2, 3);
    end.release(2);
    for (Future<String> call : calls) {
      assertThatThrownBy(call::get).hasRootCauseMessage("too deep");
    }
    end.release();
    assertThatThrownBy(() -> runs.call(4)).hasMessage("too deep");
  }

  @Test
  void a_call_that_waits_too_long_for_its_run_gives_up_and_is_never_run() throws Exception {
    BatchingExecutor<Integer, String> runs = runs(1, 10, Duration.ofMillis(20));
    Future<String> first = call(runs, 1);
    await().until(() -> started.size() == 1);
    assertThatThrownBy(() -> runs.call(2))
        .isInstanceOf(SQLTransientConnectionException.class)
        .hasMessageContaining("20 ms");
    ends.release(2);
    first.get();
    assertThat(runs.call(3)).isEqualTo("answer to 3");
    assertThat(started).containsExactly(List.of(1), List.of(3));
  }

  @Test
  void a_call_in_a_run_waits_for_its_end_however_long_that_takes() throws Exception {
    BatchingExecutor<Integer, String> runs = runs(1, 10, Duration.ofSeconds(1));
    Future<String> first = call(runs, 1);
    await().until(() -> started.size() == 1);
    FutureTask<String> second = new FutureTask<>(() -> runs.call(2));
    FutureTask<String> third = new FutureTask<>(() -> runs.call(3));
    callers.execute(second);
    await().until(() -> runs.waiting() == 1);
    Thread caller = new Thread(third);
    caller.start();
    await().until(() -> runs.waiting() == 2);
    ends.release();
    first.get();
    await().until(() -> started.size() == 2);
    // Its timeout is at an end, and it waits without one.
    await().until(() -> caller.getState() == Thread.State.WAITING);
    ends.release();
    assertThat(third.get()).isEqualTo("answer to 3");
    assertThat(started).containsExactly(List.of(1), List.of(2, 3));
  }

  @Test
  void an_interrupted_call_leaves_and_keeps_nobody_from_running() throws Exception {
    BatchingExecutor<Integer, String> runs = runs(1, 10, PATIENT);
    List<Future<String>> calls = callBehindARun(runs, 1, 2, 3);
    calls.get(1).cancel(true);
    await().until(() -> runs.waiting() == 1);
    ends.release(2);
    assertThat(calls.get(2).get()).isEqualTo("answer to 3");
    assertThat(started).containsExactly(List.of(1), List.of(3));
  }

  /** Failures, interrupts and time-outs wherever they happen to fall. */
  @Test
  void whatever_happens_every_call_ends_and_gets_only_its_own_answer() throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    BatchingExecutor<Integer, String> runs =
        new BatchingExecutor<>(
            new BatchingLimits(2, 5, Long.MAX_VALUE, Duration.ofMillis(1)),
            questions -> {
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              try {
                LockSupport.parkNanos(10_000);
                if (ThreadLocalRandom.current().nextInt(10) == 0) {
                  throw new IllegalStateException("all of them");
                }
                return questions.stream().map(question -> "answer to " + question).toList();
              } finally {
                running.decrementAndGet();
              }
            },
            question -> 1,
            failure -> false);
    List<Future<String>> calls = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      calls.add(call(runs, i));
      if (i % 7 == 0) {
        calls.get(ThreadLocalRandom.current().nextInt(calls.size())).cancel(true);
      }
    }
    int answers = 0;
    for (int i = 0; i < calls.size(); i++) {
      if (calls.get(i).isCancelled()) {
        continue;
      }
      try {
        assertThat(calls.get(i).get()).isEqualTo("answer to " + i);
        answers++;
      } catch (ExecutionException failed) {
        assertThat(failed)
            .hasCauseInstanceOf(failed.getCause().getClass())
            .rootCause()
            .isInstanceOfAny(IllegalStateException.class, SQLTransientConnectionException.class);
      }
    }
    assertThat(answers).isPositive();
    assertThat(most).hasValueLessThanOrEqualTo(2);
    assertThat(runs.waiting()).isZero();
    assertThat(runs.running()).isZero();
  }
}
