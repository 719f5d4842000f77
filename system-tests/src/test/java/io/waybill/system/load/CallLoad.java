package io.waybill.system.load;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.waybill.local.Waiting;
import io.waybill.system.client.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Callers of ProcessTask who go on until they are stopped, and repeat nothing. */
public final class CallLoad implements AutoCloseable {
  private static final int CALLERS = 4;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(5);

  private final Tasks tasks;
  private final String resourceId;
  private final ConcurrentLinkedQueue<String> accepted = new ConcurrentLinkedQueue<>();
  private final Set<Status.Code> refusals = ConcurrentHashMap.newKeySet();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  private CallLoad(String address, String resourceId) {
    tasks = new Tasks(address);
    this.resourceId = resourceId;
  }

  /** Starts callers of tasks for one resource. */
  public static CallLoad start(String address, String resourceId) {
    CallLoad load = new CallLoad(address, resourceId);
    for (int i = 0; i < CALLERS; i++) {
      Thread thread = new Thread(load::call, "caller-" + i);
      thread.setDaemon(true);
      load.threads.add(thread);
      thread.start();
    }
    return load;
  }

  private void call() {
    // A caller that was refused once goes home: the server is being stopped.
    while (!stopped) {
      try {
        accepted.add(tasks.process(resourceId, "weigh").getTaskId());
      } catch (StatusRuntimeException e) {
        refusals.add(e.getStatus().getCode());
        return;
      }
    }
  }

  public void awaitAccepted(int count) {
    if (!Waiting.until(() -> accepted.size() >= count || isOver(), LIMIT, POLL)) {
      throw new AssertionError("Only " + accepted.size() + " calls were accepted: " + refusals);
    }
  }

  /** Lets the calls in flight end. */
  public void stop() {
    stopped = true;
    if (!Waiting.until(this::isOver, LIMIT, POLL)) {
      throw new AssertionError("Calls neither succeed nor fail.");
    }
  }

  /** The ids of the accepted tasks. */
  public List<String> accepted() {
    return List.copyOf(accepted);
  }

  /** The ways in which calls failed. */
  public Set<Status.Code> refusals() {
    return Set.copyOf(refusals);
  }

  private boolean isOver() {
    return threads.stream().noneMatch(Thread::isAlive);
  }

  @Override
  public void close() {
    stopped = true;
    tasks.close();
  }
}
