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

  /** Tasks of dead executors that are failed at once. */
  private static final int DEATHS = 100;

  /** Tasks are taken ahead for this part of a second. */
  private static final int AHEAD_PARTS = 4;

  private static final class Held {
    private Task task;
    private long leaseEnd;
    private boolean running;
    private Thread thread;
    private long begun;
    private Outcome outcome;
    private final int bytes;

    private Held(Task task, long leaseEnd, int bytes) {
      this.task = task;
      this.leaseEnd = leaseEnd;
      this.bytes = bytes;
    }
  }

  private final String owner = UUID.randomUUID().toString();
  private final ExecutorSettings settings;
  private final LongSupplier nanos;
  private final long started;
  private final Map<String, Held> held = new LinkedHashMap<>();
  private final ActionShares shares;
  private final ClaimWindow window = new ClaimWindow();
  private final OneByOne claims;
  private final OneByOne deaths;
  private final OneByOne renewals;
  private final UnwrittenOutcomes unwritten = new UnwrittenOutcomes();

  private boolean closed;
  private boolean again;
  private boolean pausedBeforeClaim;
  private long noPauseUntil;
  private long bytesInHand;
  private long awayAt;
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
    this.awayAt = started;
    this.noPauseUntil = started;
    this.claims = new OneByOne(nanos);
    this.deaths = new OneByOne(nanos);
    this.renewals = new OneByOne(nanos);
    this.shares = new ActionShares(settings, AHEAD_PARTS);
  }

  /** Milliseconds until the next claim: none, unless tasks come in a stream. */
  public synchronized long pauseBeforeClaim() {
    long pause = pauseAfter(asked);
    pausedBeforeClaim = pause > 0;
    return pause;
  }

  /** Milliseconds until outcomes are written: none, unless they come in a stream. */
  public synchronized long pauseBeforeWrite() {
    return unwritten.size() >= BATCH ? 0 : pauseAfter(wrote);
  }

  private long pauseAfter(long last) {
    long passed = TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong() - last);
    boolean inVain = nanos.getAsLong() - noPauseUntil < 0;
    return finishedPerSecond() >= STREAM && !closed && !inVain
        ? Math.max(0, DISTANCE_MILLIS - passed)
        : 0;
  }

  /** Whether it is worth a claim: some thread has nothing to do, or much may be taken ahead. */
  public synchronized boolean hasRoom() {
    int free = free();
    boolean worthwhile = held.size() < settings.threads() || free >= Math.min(ahead(), BATCH) / 2;
    return !closed && free > 0 && worthwhile && bytesInHand < settings.maxBytes();
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
    int free = claims.most(Math.max(0, free()));
    parameters.put("free", free);
    parameters.put("skip", claims.skip());
    parameters.put("bytes", Math.max(1, settings.maxBytes() - bytesInHand));
    parameters.put("maxAttempts", settings.maxAttempts());
    window.addTo(parameters, free);
    parameters.put("lease", seconds(settings.lease()));
    parameters.put("predecessorWait", seconds(settings.predecessorWait()));
    shares.addTo(parameters);
    // After a start, the event that is missing may still be on its way from Kafka.
    parameters.put("patienceEnds", asked - started >= settings.predecessorWait().toNanos());
    return parameters;
  }

  /** What is claimed by one whose turn it is not. */
  public List<Map<String, Object>> none() {
    return List.of();
  }

  /** A claim has failed. By a bad row: then the others are claimed one by one. */
  public synchronized void claimFailed(Exception failure) {
    awayAt = nanos.getAsLong();
    again = BadRow.isCauseOf(failure);
    if (again) {
      claims.failed(claims.most(Math.max(1, free())));
    }
  }

  /** Whether a claim at once, without waiting for a wake-up, will find more. */
  public synchronized boolean isWorthAnother() {
    boolean worth = again && hasRoom();
    again = false;
    return worth;
  }

  private void met(List<Map<String, Object>> rows, int taken) {
    int free = claims.most(Math.max(0, free()));
    if (pausedBeforeClaim && taken <= 1) {
      // Tasks of one resource, each of which becomes ready by the end of the one before.
      noPauseUntil = nanos.getAsLong() + TimeUnit.SECONDS.toNanos(1);
    }
    boolean searching = claims.isSearching();
    claims.succeeded(taken);
    Map<String, Object> seen = rows.get(0);
    again =
        (searching && taken > 0)
            || window.met(
                taken >= free,
                Boolean.TRUE.equals(seen.get("more")),
                seen.get("set_aside") instanceof Number aside ? aside.longValue() : 0);
  }

  /** Takes claimed rows in hand; gives back those to be run. */
  public synchronized List<Task> taken(@Body List<Map<String, Object>> rows) {
    List<Map<String, Object>> claimed = rows.stream().filter(r -> r.get("id") != null).toList();
    if (!rows.isEmpty()) {
      met(rows, claimed.size());
    }
    List<Task> toRun = new ArrayList<>(claimed.size());
    long leaseEnd = asked + settings.lease().toNanos();
    for (Map<String, Object> row : claimed) {
      Task task = Task.of(row);
      Held before = held.get(task.id());
      if (before != null && (before.running || before.outcome != null)) {
        // Its lease had lapsed, for a pause of this process or of the database, and was ours again
        // before anyone else's. The attempt that still runs is as good as a new one.
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
      hold(task, leaseEnd, row.get("metadata") instanceof String json ? json.length() : 0);
      toRun.add(task);
    }
    return toRun;
  }

  private void hold(Task task, long leaseEnd, int bytes) {
    letGo(task.id());
    held.put(task.id(), new Held(task, leaseEnd, bytes));
    bytesInHand += bytes;
    shares.taken(task.action());
  }

  private void letGo(String id) {
    Held gone = held.remove(id);
    if (gone != null) {
      bytesInHand -= gone.bytes;
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
      unwritten.add(outcome);
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
    return unwritten.size() > 0;
  }

  /** The next outcomes to write; they stay until {@link #written}. */
  public synchronized List<Outcome> outcomes() {
    wrote = nanos.getAsLong();
    return unwritten.next(BATCH);
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
    columns.put("salts", outcomes.stream().map(unwritten::salt).toArray(String[]::new));
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
    outcomes.forEach(outcome -> letGo(outcome.task().id()));
    unwritten.written(outcomes);
    if (changed.intValue() < outcomes.size()) {
      LOG.warn(
          "{} outcomes came too late: the leases had lapsed and the tasks are in other hands",
          outcomes.size() - changed.intValue());
    }
    if (held.isEmpty()) {
      notifyAll();
    }
  }

  /**
   * Outcomes could not be written. By a bad row: then they are written one by one, and those that
   * are refused alone are no obstacle to others. Else all are kept, and this fails too.
   *
   * @return how many are given up
   */
  public synchronized int notWritten(List<Outcome> outcomes, Exception failure) throws Exception {
    if (!BadRow.isCauseOf(failure)) {
      throw failure;
    }
    List<Outcome> givenUp = unwritten.refused(outcomes, BadRow.reason(failure));
    givenUp.forEach(outcome -> letGo(outcome.task().id()));
    return givenUp.size();
  }

  /** Parameters of {@code sql/executor/next.sql}: the resources whose tasks have ended. */
  public Map<String, Object> resources(List<Outcome> outcomes) {
    return Map.of(
        "resources",
        outcomes.stream()
            .filter(outcome -> outcome.delayMillis() == null)
            .map(outcome -> outcome.task().resourceId())
            .distinct()
            .toArray(String[]::new));
  }

  /**
   * Whether the leases of others can be judged: when the database has just been away, those who
   * live have not been able to renew theirs.
   */
  public synchronized boolean mayJudgeOthers() {
    return !closed && nanos.getAsLong() - awayAt >= settings.lease().toNanos();
  }

  /** Parameters of {@code sql/executor/died.sql}. */
  public synchronized Map<String, Object> others() {
    return Map.of(
        "ids", held.keySet().toArray(String[]::new),
        "lease", seconds(settings.lease()),
        "maxAttempts", settings.maxAttempts(),
        "most", deaths.most(DEATHS),
        "skip", deaths.skip());
  }

  /** Tells of tasks whose executors died; gives the parameters of {@code sql/executor/next.sql}. */
  public synchronized Map<String, Object> died(@Body List<Map<String, Object>> rows) {
    deaths.succeeded(rows.size());
    for (Map<String, Object> row : rows) {
      LOG.warn(
          "Task {} ({} of resource {}) failed for good: its executor died in attempt {}",
          row.get("id"),
          row.get("action"),
          row.get("resource_id"),
          row.get("attempts"));
    }
    return Map.of(
        "resources",
        rows.stream().map(row -> (String) row.get("resource_id")).toArray(String[]::new));
  }

  /** The tasks of dead executors could not be written; if by a bad row, the others follow. */
  public synchronized void diedNotWritten(Exception failure) throws Exception {
    if (!BadRow.isCauseOf(failure)) {
      throw failure;
    }
    deaths.failed(deaths.most(DEATHS));
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

  /** The same for all tasks in hand; each by itself while one of them keeps failing. */
  public synchronized List<Map<String, Object>> leases() {
    Map<String, Object> all = lease();
    if (renewals.most(2) > 1) {
      return List.of(all);
    }
    return held.keySet().stream()
        .map(
            id -> {
              Map<String, Object> one = new HashMap<>(all);
              one.put("ids", new String[] {id});
              return one;
            })
        .toList();
  }

  /** Leases could not be renewed; if for a bad row, the others are renewed one by one. */
  public synchronized void notRenewed(Exception failure) throws Exception {
    awayAt = nanos.getAsLong();
    if (BadRow.isCauseOf(failure)) {
      renewals.failed(Math.max(2, held.size()));
    }
    throw failure;
  }

  /** Parameters of {@code sql/executor/due.sql}: no task is set aside for longer. */
  public Map<String, Object> longestPause() {
    Duration longest =
        settings.backoffLimit().compareTo(settings.predecessorWait()) > 0
            ? settings.backoffLimit()
            : settings.predecessorWait();
    return Map.of("longestPause", seconds(longest));
  }

  /** Notes what was renewed. Counted from now, less what the statement may have taken. */
  public synchronized void renewed(@Body List<Map<String, Object>> rows) {
    renewals.succeeded(1);
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
