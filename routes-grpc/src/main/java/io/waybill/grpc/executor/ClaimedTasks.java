package io.waybill.grpc.executor;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The tasks that this process has claimed, until their outcomes are written.
 *
 * <p>Locking in this package: each class guards its own fields by its own monitor. This class and
 * {@link Throughput}, which the others call while they hold theirs, call none of them back. So no
 * two threads can wait for each other.
 */
@Component
final class ClaimedTasks {
  private static final Logger LOG = LoggerFactory.getLogger(ClaimedTasks.class);
  private static final long POLL_MILLIS = 50;

  private static final class Claim {
    private Task task;
    private long leaseEnd;
    private boolean started;
    private boolean finished;

    /** While the action runs. */
    private Thread thread;

    private long startedAt;

    private Claim(Task task, long leaseEnd) {
      this.task = task;
      this.leaseEnd = leaseEnd;
    }
  }

  private final String owner = UUID.randomUUID().toString();
  private final Duration actionTimeout;
  private final LongSupplier nanos;
  private final Map<String, Claim> claims = new LinkedHashMap<>();
  private boolean closed;

  ClaimedTasks(ExecutorSettings settings, LongSupplier nanos) {
    this.actionTimeout = settings.actionTimeout();
    this.nanos = nanos;
  }

  /** The name by which the database knows the leases of this process. */
  String owner() {
    return owner;
  }

  synchronized int count() {
    return claims.size();
  }

  synchronized Map<String, Integer> countByAction() {
    Map<String, Integer> counts = new HashMap<>();
    claims.values().forEach(claim -> counts.merge(claim.task.action(), 1, Integer::sum));
    return counts;
  }

  /** Bytes of metadata. */
  synchronized long bytes() {
    return claims.values().stream().mapToLong(claim -> claim.task.metadataBytes()).sum();
  }

  synchronized String[] ids() {
    return claims.keySet().toArray(String[]::new);
  }

  /** False for a task that was claimed before and is not to be run again. */
  synchronized boolean add(Task task, long leaseEnd) {
    Claim before = claims.get(task.id());
    if (before != null && (before.started || before.finished)) {
      // Its lease had expired, because this process or the database was paused, and this process
      // was the first to claim it again. The attempt that still runs counts as the new one.
      before.task = task;
      before.leaseEnd = leaseEnd;
      return false;
    }
    claims.put(task.id(), new Claim(task, leaseEnd));
    return true;
  }

  /** Counted from now, less what the statement may have taken. */
  synchronized void renew(Collection<String> ids, Duration lease) {
    long leaseEnd = nanos.getAsLong() + lease.toNanos() * 9 / 10;
    for (String id : ids) {
      Claim claim = claims.get(id);
      if (claim != null) {
        claim.leaseEnd = leaseEnd;
      }
    }
  }

  /** False when the lease has lapsed while the task was waiting for a thread. */
  synchronized boolean start(Task task) {
    Claim claim = claims.get(task.id());
    if (closed || claim == null || claim.started || claim.task.attempt() != task.attempt()) {
      return false;
    }
    if (claim.leaseEnd - nanos.getAsLong() <= 0) {
      claims.remove(task.id());
      return false;
    }
    claim.started = true;
    claim.thread = Thread.currentThread();
    claim.startedAt = nanos.getAsLong();
    return true;
  }

  /** Interrupts actions that have taken longer than {@code tasks.action-timeout}. */
  synchronized void interruptOverdue() {
    long now = nanos.getAsLong();
    for (Claim claim : claims.values()) {
      if (claim.thread != null && now - claim.startedAt >= actionTimeout.toNanos()) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(now - claim.startedAt);
        claim.task.log(
            () -> LOG.warn("{} has run for {} s and is interrupted", claim.task, seconds));
        claim.thread.interrupt();
      }
    }
  }

  /** The attempt has ended on this thread. False when its task is no longer claimed. */
  synchronized boolean finish(Task task) {
    Claim claim = claims.get(task.id());
    if (claim != null) {
      claim.finished = true;
      claim.thread = null;
    }
    // An interrupt that came too late for this task must not meet the next one.
    Thread.interrupted();
    return claim != null;
  }

  /** The attempt as claimed last: a lapsed lease may have been renewed by a second claim. */
  synchronized int attempt(Task task) {
    Claim claim = claims.get(task.id());
    return (claim == null ? task : claim.task).attempt();
  }

  synchronized void release(List<Outcome> outcomes) {
    outcomes.forEach(outcome -> claims.remove(outcome.task().id()));
    notifyAll();
  }

  /** No more claims, and nothing more is started. */
  synchronized void close() {
    closed = true;
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /** Waits until the outcomes of all that was started are written; false if it takes longer. */
  synchronized boolean awaitReleased(Duration timeout) throws InterruptedException {
    long end = nanos.getAsLong() + timeout.toNanos();
    while (claims.values().stream().anyMatch(claim -> claim.started)) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - nanos.getAsLong());
      if (left <= 0) {
        return false;
      }
      wait(Math.min(left, POLL_MILLIS));
    }
    return true;
  }
}
