package io.waybill.service.database;

import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * Lets calls that come at the same time share the runs of an operation, as commits share a write to
 * the disk. A call that comes while there is room starts a run at once, so that a lone call waits
 * for nothing. The others wait until a run has ended; then the one that has waited longest takes
 * all that wait with it, on its own thread. So there is no timer and no further thread, and runs
 * grow with the load.
 *
 * @param <Q> what a call asks
 * @param <A> what it gets
 */
final class SharedRuns<Q, A> {
  private final Limits limits;
  private final Run<Q, A> run;
  private final ToLongFunction<Q> weight;
  private final Predicate<Throwable> oneCallsFault;

  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Call> waiting = new ArrayDeque<>();
  private int running;

  /**
   * What keeps runs and waits short.
   *
   * @param runs how many there are at once
   * @param calls how many share a run
   * @param weight how much they weigh together; a call that weighs more runs all the same
   * @param patience how long a call waits for its run to begin
   */
  record Limits(int runs, int calls, long weight, Duration patience) {}

  /** The operation: as many answers as questions, in their order. */
  @FunctionalInterface
  interface Run<Q, A> {
    List<A> of(List<Q> questions) throws Exception;
  }

  /**
   * @param oneCallsFault whether a failure of a run, which then had no effect, may be due to one of
   *     its calls; each of them runs alone then, so that the others don't suffer from it
   */
  SharedRuns(
      Limits limits, Run<Q, A> run, ToLongFunction<Q> weight, Predicate<Throwable> oneCallsFault) {
    this.limits = limits;
    this.run = run;
    this.weight = weight;
    this.oneCallsFault = oneCallsFault;
  }

  private final class Call {
    final Q question;
    final long heft;

    /** What the call's own thread has to do when its turn has come. */
    final CompletableFuture<Callable<A>> turn = new CompletableFuture<>();

    /** Whether its turn is to lead a run; guarded by the lock. */
    boolean leads;

    Call(Q question) {
      this.question = question;
      this.heft = weight.applyAsLong(question);
    }
  }

  /** Returns once a run with this question has ended. */
  A call(Q question) throws Exception {
    Call mine = new Call(question);
    return startsAtOnce(mine) ? lead(mine) : turn(mine).call();
  }

  private boolean startsAtOnce(Call mine) {
    lock.lock();
    try {
      if (running < limits.runs()) {
        running++;
        return true;
      }
      waiting.add(mine);
      return false;
    } finally {
      lock.unlock();
    }
  }

  private Callable<A> turn(Call mine) throws Exception {
    try {
      return turnInTime(mine);
    } catch (InterruptedException e) {
      if (!leave(mine) && mine.leads) {
        handOn();
      }
      throw e;
    }
  }

  private Callable<A> turnInTime(Call mine) throws Exception {
    try {
      return mine.turn.get(limits.patience().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      if (leave(mine)) {
        throw new SQLTransientConnectionException(
            "no statement could be started within " + limits.patience().toMillis() + " ms");
      }
      // It is in a run by now, whose end decides.
      return mine.turn.get();
    }
  }

  /** Whether the call was still waiting; it no longer is. */
  private boolean leave(Call mine) {
    lock.lock();
    try {
      return waiting.remove(mine);
    } finally {
      lock.unlock();
    }
  }

  private A lead(Call first) throws Exception {
    List<Call> members = join(first);
    List<Call> followers = members.subList(1, members.size());
    List<A> answers;
    try {
      answers = answers(members);
    } catch (Throwable e) {
      if (followers.isEmpty() || !oneCallsFault.test(e)) {
        followers.forEach(follower -> follower.turn.complete(failing(e)));
        throw e;
      }
      followers.forEach(follower -> follower.turn.complete(() -> alone(follower)));
      return alone(first);
    }
    for (int i = 0; i < followers.size(); i++) {
      A answer = answers.get(i + 1);
      followers.get(i).turn.complete(() -> answer);
    }
    return answers.get(0);
  }

  /** Those that share the run: the first, and who waits, as far as the limits allow. */
  private List<Call> join(Call first) {
    List<Call> members = new ArrayList<>();
    members.add(first);
    long together = first.heft;
    lock.lock();
    try {
      while (members.size() < limits.calls()
          && !waiting.isEmpty()
          && together + waiting.peek().heft <= limits.weight()) {
        Call next = waiting.remove();
        together += next.heft;
        members.add(next);
      }
    } finally {
      lock.unlock();
    }
    return members;
  }

  private List<A> answers(List<Call> members) throws Exception {
    try {
      List<A> answers = run.of(members.stream().map(member -> member.question).toList());
      if (answers.size() != members.size()) {
        throw new IllegalStateException(
            "%d answers to %d questions".formatted(answers.size(), members.size()));
      }
      return answers;
    } finally {
      // Before the answers are handed out, so that the database is not idle meanwhile.
      handOn();
    }
  }

  private A alone(Call call) throws Exception {
    return run.of(List.of(call.question)).get(0);
  }

  /** A run has ended: the one that waits longest leads the next. */
  private void handOn() {
    lock.lock();
    try {
      Call next = waiting.poll();
      if (next == null) {
        running--;
      } else {
        next.leads = true;
        next.turn.complete(() -> lead(next));
      }
    } finally {
      lock.unlock();
    }
  }

  /** How many calls wait for a run. */
  int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** How many runs there are now. */
  int running() {
    lock.lock();
    try {
      return running;
    } finally {
      lock.unlock();
    }
  }

  private static <A> Callable<A> failing(Throwable failure) {
    return () -> {
      if (failure instanceof Exception e) {
        throw e;
      }
      // An Error is the thread's that met it.
      throw new IllegalStateException("The run that this call had joined broke off", failure);
    };
  }
}
