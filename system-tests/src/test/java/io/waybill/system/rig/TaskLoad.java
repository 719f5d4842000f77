package io.waybill.system.rig;

import io.grpc.StatusRuntimeException;
import io.waybill.system.client.Tasks;
import io.waybill.system.ledger.TaskCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Callers of ProcessTask on all replicas, who repeat nothing: a call that failed may have made its
 * task or not.
 */
final class TaskLoad implements AutoCloseable {
  private static final int CALLERS = 2;
  private static final String ACTION = "weigh";

  /** Of {@code rig/halt-action.yaml}. */
  private static final String DEADLY_ACTION = "halt";

  private final List<Tasks> replicas;
  private final Supplier<String> resources;
  private final Duration pause;
  private final ConcurrentLinkedQueue<TaskCall> calls = new ConcurrentLinkedQueue<>();
  private final AtomicInteger turn = new AtomicInteger();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  /**
   * @param resources gives a resource for the next call, null while there is none
   */
  TaskLoad(List<String> addresses, Supplier<String> resources, Duration pause) {
    this.replicas = addresses.stream().map(Tasks::new).toList();
    this.resources = resources;
    this.pause = pause;
    for (int i = 0; i < CALLERS; i++) {
      Thread thread = new Thread(this::work, "task-caller-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  private void work() {
    while (!stopped) {
      String resource = resources.get();
      if (resource != null) {
        call(resource, ACTION);
      }
      LockSupport.parkNanos(pause.toNanos());
    }
  }

  /** Makes a task that ends the process of its first executor; false if it was not accepted. */
  boolean callDeadly() {
    String resource = resources.get();
    return resource != null && call(resource, DEADLY_ACTION);
  }

  private boolean call(String resource, String action) {
    Tasks replica = replicas.get(turn.getAndIncrement() % replicas.size());
    String taskId = null;
    try {
      taskId = replica.process(resource, action).getTaskId();
    } catch (StatusRuntimeException e) {
      // Nobody knows whether there is a task now.
    }
    calls.add(new TaskCall(taskId, resource, action));
    return taskId != null;
  }

  /** Ends the load; the calls that it made. */
  List<TaskCall> finish() throws InterruptedException {
    stopped = true;
    for (Thread thread : threads) {
      thread.join();
    }
    return List.copyOf(calls);
  }

  @Override
  public void close() {
    stopped = true;
    replicas.forEach(Tasks::close);
  }
}
