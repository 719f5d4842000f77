package io.waybill.service.database;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * Lets calls that come at the same time share the runs of an operation, as commits share a write to
 * the disk. A call that comes while there is room starts a run at once, so that a lone call waits
 * for nothing. The others wait until a run has ended; then the one that has waited longest takes
 * all that wait with it. A call holds its thread while it waits, or, as a {@link BatchedCall}, lets
 * it go.
 *
 * @param <Q> what a call asks
 * @param <A> what it gets
 */
final class BatchingExecutor<Q, A> {
  private final BatchingLimits limits;
  private final Run<Q, A> run;
  private final ToLongFunction<Q> weigher;
  private final Predicate<Throwable> oneCallsFault;

  // Both guarded by this, which nobody holds for long.
  private final Deque<Call> waiting = new ArrayDeque<>();
  private int running;

  /** The operation: as many answers as questions, in their order. */
  interface Run<Q, A> {
    List<A> of(List<Q> questions) throws Exception;
  }

  private record Turn<A>(Callable<A> rest, boolean takesTime) {}

  /**
   * @param oneCallsFault whether a failure of a run, which then had no effect, may be due to one of
   *     its calls; each of them runs alone then, so that the others don't suffer from it
   */
  BatchingExecutor(
      BatchingLimits limits,
      Run<Q, A> run,
      ToLongFunction<Q> weigher,
      Predicate<Throwable> oneCallsFault) {
    this.limits = limits;
    this.run = run;
    this.weigher = weigher;
    this.oneCallsFault = oneCallsFault;
  }

  private final class Call {
    final Q question;
    final long weight;

    /** What the call has to do when its turn has come. */
    final CompletableFuture<Turn<A>> turn = new CompletableFuture<>();

    /** Whether its turn is to lead a run; guarded by the executor. */
    boolean leads;

    Call(Q question) {
      this.question = question;
      this.weight = weigher.applyAsLong(question);
    }
  }

  /** Returns once a run with this question has ended. */
  A call(Q question) throws Exception {
    Call mine = new Call(question);
    return startsAtOnce(mine) ? lead(List.of(mine)) : turn(mine).rest().call();
  }

  /**
   * Returns without having waited: false if the caller is told the answer elsewhere. Only a run
   * that starts at once is on this thread.
   */
  boolean call(Q question, BatchedCall<A> caller) {
    Call mine = new Call(question);
    if (startsAtOnce(mine)) {
      answer(() -> lead(List.of(mine)), caller, true);
      return true;
    }
    CompletableFuture<Void> timeout = new CompletableFuture<>();
    CompletableFuture<Void> unused =
        mine.turn.thenAccept(
            turn -> {
              timeout.cancel(false);
              caller.goOn(() -> answer(turn.rest(), caller, false), turn.takesTime());
            });
    unused =
        timeout
            .completeOnTimeout(null, limits.timeout().toNanos(), TimeUnit.NANOSECONDS)
            .thenRun(() -> giveUp(mine));
    return false;
  }

  private void giveUp(Call mine) {
    if (leave(mine)) {
      // Not on the one thread that keeps the time for all.
      mine.turn.complete(new Turn<>(failing(notInTime()), true));
    }
  }

  private static <A> void answer(Callable<A> rest, BatchedCall<A> caller, boolean atOnce) {
    A answer;
    try {
      answer = rest.call();
    } catch (Throwable e) {
      caller.answered(null, e, atOnce);
      return;
    }
    caller.answered(answer, null, atOnce);
  }

  private synchronized boolean startsAtOnce(Call mine) {
    if (running < limits.runs()) {
      running++;
      return true;
    }
    waiting.add(mine);
    return false;
  }

  private Turn<A> turn(Call mine) throws Exception {
    try {
      return turnInTime(mine);
    } catch (InterruptedException e) {
      if (!leave(mine) && mine.leads) {
        handOn();
      }
      throw e;
    }
  }

  private Turn<A> turnInTime(Call mine) throws Exception {
    try {
      return mine.turn.get(limits.timeout().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      if (leave(mine)) {
        throw notInTime();
      }
      // It is in a run by now, whose end decides.
      return mine.turn.get();
    }
  }

  private SQLException notInTime() {
    return new SQLTransientConnectionException(
        "no statement could be started within " + limits.timeout().toMillis() + " ms");
  }

  /** Whether the call was still waiting; it no longer is. */
  private synchronized boolean leave(Call mine) {
    return waiting.remove(mine);
  }

  private A lead(List<Call> members) throws Exception {
    Call first = members.get(0);
    List<Call> followers = members.subList(1, members.size());
    List<A> answers;
    try {
      answers = answers(members);
    } catch (Throwable e) {
      if (followers.isEmpty() || !oneCallsFault.test(e)) {
        followers.forEach(follower -> follower.turn.complete(new Turn<>(failing(e), false)));
        throw e;
      }
      followers.forEach(
          follower -> follower.turn.complete(new Turn<>(() -> alone(follower), true)));
      return alone(first);
    }
    for (int i = 0; i < followers.size(); i++) {
      A answer = answers.get(i + 1);
      followers.get(i).turn.complete(new Turn<>(() -> answer, false));
    }
    return answers.get(0);
  }

  /** Those that share the run: the first, and who waits, as far as the limits allow. */
  private synchronized List<Call> join(Call first) {
    List<Call> members = new ArrayList<>(List.of(first));
    long together = first.weight;
    while (members.size() < limits.calls()
        && !waiting.isEmpty()
        && together + waiting.peek().weight <= limits.weight()) {
      Call next = waiting.remove();
      together += next.weight;
      members.add(next);
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
    Call next;
    synchronized (this) {
      next = waiting.poll();
      if (next == null) {
        running--;
        return;
      }
      next.leads = true;
    }
    next.turn.complete(new Turn<>(() -> lead(join(next)), true));
  }

  synchronized int waiting() {
    return waiting.size();
  }

  /** How many runs there are now. */
  synchronized int running() {
    return running;
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
