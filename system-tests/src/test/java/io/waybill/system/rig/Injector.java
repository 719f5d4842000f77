package io.waybill.system.rig;

import io.waybill.local.Waiting;
import io.waybill.local.stack.Service;
import io.waybill.local.stack.Stack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.common.acl.AclOperation;

/** Makes the faults happen, and mends them. Faults of different targets may overlap. */
final class Injector {
  private static final Duration READY_LIMIT = Duration.ofMinutes(3);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration DEATH_LIMIT = Duration.ofSeconds(10);
  private static final int QUOTA_BYTES_A_SECOND = 100_000;

  private final Rig rig;
  private final Stack stack;
  private final KafkaLimits limits;
  private final Databases databases;
  private final Consumer<String> progress;
  private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();
  private final ReentrantReadWriteLock everything = new ReentrantReadWriteLock(true);
  private final AtomicInteger expectedDeaths = new AtomicInteger();
  private final Set<String> down = ConcurrentHashMap.newKeySet();
  private final ConcurrentLinkedQueue<String> troubles = new ConcurrentLinkedQueue<>();
  private volatile BooleanSupplier deadlyTask = () -> false;

  Injector(Rig rig, Consumer<String> progress) {
    this.rig = rig;
    this.stack = rig.stack();
    this.limits = new KafkaLimits(stack::kafkaBrokers);
    this.databases = new Databases(stack, rig.isPooled());
    this.progress = progress;
  }

  /**
   * Runs all faults at their times and returns when the last one is repaired.
   *
   * @param deadlyTask makes a task that ends the process of its executor; false if it could not
   */
  void run(List<Fault> faults, BooleanSupplier deadlyTask) {
    this.deadlyTask = deadlyTask;
    ExecutorService workers = Executors.newCachedThreadPool();
    List<Future<?>> running = new ArrayList<>();
    long start = System.nanoTime();
    for (Fault fault : faults) {
      park(Duration.ofNanos(start + fault.at().toNanos() - System.nanoTime()));
      running.add(workers.submit(() -> inject(fault)));
    }
    for (Future<?> each : running) {
      try {
        each.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (java.util.concurrent.ExecutionException e) {
        troubles.add(e.getCause().toString());
      }
    }
    workers.shutdown();
  }

  /** What went wrong that no fault explains. */
  List<String> troubles() {
    return List.copyOf(troubles);
  }

  private void inject(Fault fault) {
    boolean all = fault.kind() == Fault.Kind.FULL_STOP;
    var phase = all ? everything.writeLock() : everything.readLock();
    ReentrantLock target = locks.computeIfAbsent(lockName(fault), any -> new ReentrantLock(true));
    phase.lock();
    target.lock();
    try {
      progress.accept(fault.toString());
      apply(fault);
    } finally {
      target.unlock();
      phase.unlock();
    }
  }

  private static String lockName(Fault fault) {
    return switch (fault.kind()) {
      case CUT, SLOW, HALF_OPEN -> fault.target() + " " + fault.peer();
      default -> fault.target();
    };
  }

  private void apply(Fault fault) {
    switch (fault.kind()) {
      case KILL -> {
        kill(fault.target());
        park(fault.lasts());
        start(fault.target());
      }
      case PAUSE -> {
        stack.pause(fault.target());
        park(fault.lasts());
        stack.resume(fault.target());
      }
      case IMMEDIATE_SHUTDOWN -> {
        down.add("postgres");
        stack.crashPostgres();
        park(fault.lasts());
        start("postgres");
      }
      case TERMINATE_SESSIONS -> databases.endSessions();
      case CUT -> disturb(fault, TcpProxy.Mode.CUT);
      case SLOW -> disturb(fault, TcpProxy.Mode.SLOW);
      case HALF_OPEN -> disturb(fault, TcpProxy.Mode.HALF_OPEN);
      case CLOCK_AHEAD -> shiftClock(fault, Clocks.STEP);
      case CLOCK_BEHIND -> shiftClock(fault, Clocks.STEP.negated());
      case FULL_STOP -> {
        stack.names().forEach(this::kill);
        park(fault.lasts());
        stack.names().forEach(this::start);
      }
      case DENIED_TOPIC -> {
        limits.deny(fault.target(), AclOperation.fromString(fault.peer()));
        park(fault.lasts());
        limits.allow(fault.target());
      }
      case QUOTA -> {
        limits.quota(QUOTA_BYTES_A_SECOND);
        park(fault.lasts());
        limits.noQuota();
      }
      case READ_ONLY -> {
        databases.readOnly(service(fault));
        park(fault.lasts());
        databases.writable(service(fault));
      }
      case DEADLY_TASK -> {
        if (deadlyTask.getAsBoolean()) {
          expectedDeaths.incrementAndGet();
          Waiting.until(() -> dead() != null, DEATH_LIMIT, POLL);
          park(fault.lasts());
          startTheDead();
        }
      }
      case WRONG_MARK -> databases.spoilMark(service(fault), fault.lasts().toMillis() % 2 == 0);
      case CORRUPT_RECORD -> throw new IllegalArgumentException("comes last: CorruptRecords");
    }
  }

  private static Service service(Fault fault) {
    return Arrays.stream(Service.values())
        .filter(each -> each.label().equals(fault.peer()))
        .findAny()
        .orElseThrow();
  }

  private void disturb(Fault fault, TcpProxy.Mode mode) {
    TcpProxy proxy = rig.proxy(fault.target(), fault.peer());
    proxy.set(mode);
    park(fault.lasts());
    proxy.set(TcpProxy.Mode.PASS);
  }

  private void shiftClock(Fault fault, Duration step) {
    rig.clocks().shift(step);
    park(fault.lasts());
    rig.clocks().shift(Duration.ZERO);
  }

  /** A replica that has ended though no fault has ended it; null if all run. */
  private String dead() {
    return stack.names().stream()
        .filter(name -> name.startsWith("grpc-"))
        .filter(name -> !down.contains(name) && !stack.isRunning(name))
        .findAny()
        .orElse(null);
  }

  private void startTheDead() {
    String name = dead();
    if (name == null) {
      return;
    }
    ReentrantLock target = locks.computeIfAbsent(name, any -> new ReentrantLock(true));
    target.lock();
    try {
      noteIfGone(name);
      if (!down.contains(name) && !stack.isRunning(name)) {
        start(name);
      }
    } finally {
      target.unlock();
    }
  }

  private void kill(String name) {
    noteIfGone(name);
    down.add(name);
    stack.kill(name);
  }

  private void start(String name) {
    stack.start(name);
    down.remove(name);
  }

  /** Mends what is left and waits until everything is ready. */
  void healAll() {
    rig.healConnections();
    for (String name : stack.names()) {
      noteIfGone(name);
      if (!stack.isRunning(name)) {
        start(name);
      }
    }
    if (!Waiting.until(() -> stack.names().stream().allMatch(stack::isReady), READY_LIMIT, POLL)) {
      troubles.add("not all ready after " + READY_LIMIT.toSeconds() + " s: " + stack.status());
    }
  }

  private void noteIfGone(String name) {
    boolean gone = !down.contains(name) && !stack.isRunning(name);
    // One may die of a task later than it was waited for.
    boolean expected =
        name.startsWith("grpc-") && expectedDeaths.getAndUpdate(n -> gone && n > 0 ? n - 1 : n) > 0;
    if (gone && !expected) {
      troubles.add(name + " has ended by itself, see " + stack.log(name));
    }
  }

  private static void park(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
