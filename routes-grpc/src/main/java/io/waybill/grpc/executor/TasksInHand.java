package io.waybill.grpc.executor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.camel.Body;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tasks that this process has claimed, until their outcomes are written. How many more it may
 * claim follows from them: as many as run at once, and some ahead while tasks finish quickly, so
 * that slow actions are never queued up here while another replica is idle.
 */
public final class TasksInHand {
  private static final Logger LOG = LoggerFactory.getLogger(TasksInHand.class);
  private static final int BATCH = 500;

  /** So many tasks a second are a stream, in which claims and writes keep their distance. */
  private static final int STREAM = 100;

  private static final long DISTANCE_MILLIS = 10;

  /** Tasks are taken ahead for this part of a second. */
  private static final int AHEAD_PARTS = 4;

  private static final class Held {
    private Task task;
    private long leaseEnd;
    private boolean running;
    private Thread thread;
    private long begun;
    private Outcome outcome;

    private Held(Task task, long leaseEnd) {
      this.task = task;
      this.leaseEnd = leaseEnd;
    }
  }

  private final String owner = UUID.randomUUID().toString();
  private final ExecutorSettings settings;
  private final LongSupplier nanos;
  private final long started;
  private final Map<String, Held> held = new LinkedHashMap<>();
  private final ActionShares shares;

  /** Outcomes by task id, oldest first. */
  private final Map<String, Outcome> unwritten = new LinkedHashMap<>();

  private boolean closed;
  private long asked;
  private long wrote;
  private long windowStart;
  private int finishedNow;
  private int finishedBefore;

  /**
   * @param settings how many, how long
   */
  public TasksInHand(ExecutorSettings settings) {
    this(settings, System::nanoTime);
  }

  TasksInHand(ExecutorSettings settings, LongSupplier nanos) {
    this.settings = settings;
    this.nanos = nanos;
    this.started = nanos.getAsLong();
    this.windowStart = started;
    this.asked = started;
    this.wrote = started;
    this.shares = new ActionShares(settings, AHEAD_PARTS);
  }

  /** Milliseconds until the next claim: none, unless tasks come in a stream. */
  public synchronized long pauseBeforeClaim() {
    return pauseAfter(asked);
  }

  /** Milliseconds until outcomes are written: none, unless they come in a stream. */
  public synchronized long pauseBeforeWrite() {
    return unwritten.size() >= BATCH ? 0 : pauseAfter(wrote);
  }

  private long pauseAfter(long last) {
    long passed = TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - last);
    return finishedPerSecond() >= STREAM && !closed ? Math.max(0, DISTANCE_MILLIS - passed) : 0;
  }

  /** Whether it is worth a claim: some thread has nothing to do, or much may be taken ahead. */
  public synchronized boolean hasRoom() {
    int free = free();
    boolean worthwhile = held.size() < settings.threads() || free >= Math.min(ahead(), BATCH) / 2;
    return !closed && free > 0 && worthwhile;
  }

  private int free() {
    return Math.min(settings.threads() + ahead() - held.size(), BATCH);
  }

  private int ahead() {
    return Math.min(finishedPerSecond() / AHEAD_PARTS, settings.ahead());
  }

  private int finishedPerSecond() {
    turnWindow();
    return Math.max(finishedBefore, finishedNow);
  }

  private void turnWindow() {
    long now = nanos.getAsLong();
    long age = now - windowStart;
    if (age >= TimeUnit.SECONDS.toNanos(1)) {
      boolean paused = age >= TimeUnit.SECONDS.toNanos(2);
      finishedBefore = paused ? 0 : finishedNow;
      shares.turnWindow(paused);
      finishedNow = 0;
      windowStart = now;
    }
  }

  /** Parameters of {@code sql/executor/claim.sql}. */
  public synchronized Map<String, Object> claim() {
    asked = nanos.getAsLong();
    Map<String, Object> parameters = new HashMap<>();
    parameters.put("lock", "tasks");
    parameters.put("owner", owner);
    parameters.put("free", Math.max(0, free()));
    parameters.put("lease", seconds(settings.lease()));
    parameters.put("predecessorWait", seconds(settings.predecessorWait()));
    parameters.put("longestPause", seconds(settings.backoffLimit()));
    shares.addTo(parameters);
    // After a start, the event that is missing may still be on its way from Kafka.
    parameters.put("patienceEnds", asked - started >= settings.predecessorWait().toNanos());
    return parameters;
  }

  /** What is claimed by one whose turn it is not. */
  public List<Map<String, Object>> none() {
    return List.of();
  }

  /** Takes claimed rows in hand; gives back those to be run. */
  public synchronized List<Task> taken(@Body List<Map<String, Object>> rows) {
    List<Task> toRun = new ArrayList<>(rows.size());
    long leaseEnd = asked + settings.lease().toNanos();
    for (Map<String, Object> row : rows) {
      Task task = Task.of(row);
      Held before = held.get(task.id());
      if (before != null && (before.running || before.outcome != null)) {
        // Its lease had lapsed, for a pause of this process or of the database, and was ours again
        // before anyone
        // else's. The attempt that still runs is as good as a new one.
        before.task = task;
        before.leaseEnd = leaseEnd;
        continue;
      }
      if (task.overdue()) {
        task.log(
            () ->
                LOG.warn(
                    "Task {} ({} of resource {}, event {}) runs without waiting further for event {}",
                    task.id(),
                    task.action(),
                    task.resourceId(),
                    task.sequence(),
                    task.sequence() - 1));
      }
      hold(task, leaseEnd);
      toRun.add(task);
    }
    return toRun;
  }

  private void hold(Task task, long leaseEnd) {
    if (held.put(task.id(), new Held(task, leaseEnd)) == null) {
      shares.taken(task.action());
    }
  }

  private void letGo(String id) {
    Held gone = held.remove(id);
    if (gone != null) {
      shares.released(gone.task.action());
    }
  }

  /**
   * Whether the task may start: not when its lease has lapsed while it was waiting for a thread.
   */
  public synchronized boolean begin(@Body Task task) {
    Held mine = held.get(task.id());
    if (mine == null || mine.running || mine.task.attempt() != task.attempt()) {
      return false;
    }
    if (closed || mine.leaseEnd - nanos.getAsLong() <= 0) {
      if (!closed) {
        letGo(task.id());
      }
      return false;
    }
    mine.running = true;
    mine.thread = Thread.currentThread();
    mine.begun = nanos.getAsLong();
    return true;
  }

  /** Keeps an outcome until it is written. */
  public synchronized void finish(@Body Outcome outcome) {
    Held mine = held.get(outcome.task().id());
    if (mine != null) {
      mine.outcome = outcome;
      unwritten.put(outcome.task().id(), outcome);
      turnWindow();
      finishedNow++;
      shares.finished(mine.task.action());
      mine.thread = null;
    }
    // An interrupt that came too late for this task must not meet the next one.
    Thread.interrupted();
  }

  /** Interrupts actions that have taken longer than {@code tasks.action-timeout}. */
  public synchronized void interruptOverdue() {
    long now = nanos.getAsLong();
    for (Held each : held.values()) {
      if (each.thread != null && now - each.begun >= settings.actionTimeout().toNanos()) {
        Task task = each.task;
        task.log(
            () ->
                LOG.warn(
                    "Task {} ({} of resource {}) has run for {} s and is interrupted",
                    task.id(),
                    task.action(),
                    task.resourceId(),
                    TimeUnit.NANOSECONDS.toSeconds(now - each.begun)));
        each.thread.interrupt();
      }
    }
  }

  /** Whether outcomes wait to be written. */
  public synchronized boolean hasOutcomes() {
    return !unwritten.isEmpty();
  }

  /** The next outcomes to write; they stay until {@link #written}. */
  public synchronized List<Outcome> outcomes() {
    wrote = nanos.getAsLong();
    return unwritten.values().stream().limit(BATCH).toList();
  }

  /** Parameters of {@code sql/executor/finish.sql}. */
  public synchronized Map<String, Object> columns(List<Outcome> outcomes) {
    Map<String, Object> columns = new HashMap<>();
    columns.put("owner", owner);
    columns.put("ids", outcomes.stream().map(o -> o.task().id()).toArray(String[]::new));
    columns.put("attempts", outcomes.stream().map(this::attempt).toArray(Integer[]::new));
    columns.put("statuses", outcomes.stream().map(Outcome::status).toArray(String[]::new));
    columns.put("results", outcomes.stream().map(Outcome::result).toArray(String[]::new));
    columns.put(
        "traceparents", outcomes.stream().map(o -> o.task().traceparent()).toArray(String[]::new));
    columns.put("delays", outcomes.stream().map(Outcome::delayMillis).toArray(Long[]::new));
    return columns;
  }

  /** The attempt as claimed last: its lease may have been renewed by a second claim. */
  private Integer attempt(Outcome outcome) {
    Held mine = held.get(outcome.task().id());
    return (mine == null ? outcome.task() : mine.task).attempt();
  }

  /** Lets go of tasks whose outcomes are committed. */
  public synchronized void written(List<Outcome> outcomes, Number changed) {
    for (Outcome outcome : outcomes) {
      letGo(outcome.task().id());
      unwritten.remove(outcome.task().id());
    }
    if (changed.intValue() < outcomes.size()) {
      LOG.warn(
          "{} outcomes came too late: the leases had lapsed and the tasks are in other hands",
          outcomes.size() - changed.intValue());
    }
    if (held.isEmpty()) {
      notifyAll();
    }
  }

  /** Whether there are leases to renew. */
  public synchronized boolean hasTasks() {
    return !held.isEmpty();
  }

  /** Parameters of {@code sql/executor/renew.sql}. */
  public synchronized Map<String, Object> lease() {
    return Map.of(
        "owner", owner,
        "ids", held.keySet().toArray(String[]::new),
        "lease", seconds(settings.lease()));
  }

  /** Notes what was renewed. Counted from now, less what the statement may have taken. */
  public synchronized void renewed(@Body List<Map<String, Object>> rows) {
    long leaseEnd = nanos.getAsLong() + settings.lease().toNanos() * 9 / 10;
    for (Map<String, Object> row : rows) {
      Held mine = held.get((String) row.get("id"));
      if (mine != null) {
        mine.leaseEnd = leaseEnd;
      }
    }
  }

  /** No more claims, and nothing more is started. */
  synchronized void close() {
    closed = true;
  }

  /**
   * Waits until what runs has ended and every outcome is written; false when that took longer than
   * allowed.
   */
  synchronized boolean awaitWritten(Duration allowed) throws InterruptedException {
    long end = nanos.getAsLong() + allowed.toNanos();
    while (held.values().stream().anyMatch(h -> h.running)) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - nanos.getAsLong());
      if (left <= 0) {
        return false;
      }
      wait(Math.min(left, 50));
    }
    return true;
  }

  /** How many tasks are in hand. */
  public synchronized int count() {
    return held.size();
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
