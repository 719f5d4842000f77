package io.waybill.system.load;

import io.waybill.local.Waiting;
import io.waybill.system.ledger.Change;
import io.waybill.system.ledger.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Clients at work: each takes a resource, lives its life over HTTP, and takes the next one. */
public final class Load {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Duration POLL = Duration.ofMillis(5);

  private final LoadPlan plan;
  private final AtomicInteger nextResource = new AtomicInteger();
  private final AtomicLong lastAnswer = new AtomicLong(System.nanoTime());
  private final ConcurrentLinkedQueue<Write> writes = new ConcurrentLinkedQueue<>();
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> committedUnanswered = new ConcurrentLinkedQueue<>();
  private final Map<String, Integer> retries = new ConcurrentHashMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;
  private volatile String lastCreated;

  private Load(LoadPlan plan) {
    this.plan = plan;
  }

  /** Starts the clients against the REST replicas at these addresses. */
  public static Load start(LoadPlan plan, List<String> urls) {
    Load load = new Load(plan);
    for (int i = 0; i < plan.clients(); i++) {
      ResourceClient client = new ResourceClient(load, urls, i);
      Thread thread = new Thread(() -> load.work(client), "client-" + i);
      thread.setDaemon(true);
      load.threads.add(thread);
    }
    load.threads.forEach(Thread::start);
    return load;
  }

  /** Waits until so many writes have been acknowledged. */
  public void awaitAcknowledged(int count) {
    if (!Waiting.until(() -> acknowledged.get() >= count || isOver(), LIMIT, POLL)) {
      throw new AssertionError(
          "Only " + acknowledged.get() + " writes were acknowledged: " + result().summary());
    }
  }

  /** How many writes have been acknowledged so far. */
  public int acknowledged() {
    return acknowledged.get();
  }

  /** No further resources; those begun are gone through with. */
  public void stop() {
    stopped = true;
  }

  /** A resource that was just created, null before the first one. */
  public String anyResource() {
    return lastCreated;
  }

  public boolean isOver() {
    return threads.stream().noneMatch(Thread::isAlive);
  }

  /** Waits for the last answer. */
  public LoadResult finish() {
    if (!Waiting.until(this::isOver, LIMIT, POLL)) {
      throw new AssertionError("The clients do not come to an end: " + result().summary());
    }
    return result();
  }

  private LoadResult result() {
    return new LoadResult(
        List.copyOf(writes),
        List.copyOf(failures),
        Map.copyOf(retries),
        List.copyOf(committedUnanswered),
        lastAnswer.get());
  }

  private void work(ResourceClient client) {
    for (int resource = nextResource.getAndIncrement();
        resource < plan.creates() && !stopped;
        resource = nextResource.getAndIncrement()) {
      try {
        live(client, resource);
      } catch (GivenUp e) {
        failures.add(e.getMessage());
      } catch (RuntimeException e) {
        failures.add(e.toString());
      }
    }
  }

  private void live(ResourceClient client, int resource) throws GivenUp {
    String name = plan.prefix() + resource;
    String description = plan.description(resource);
    Write last = client.create(name, description);
    acknowledge(last);
    for (int update = 1; update <= plan.updatesOf(resource); update++) {
      last = client.update(last, name + "/" + update, description);
      acknowledge(last);
    }
    if (plan.deletes(resource)) {
      acknowledge(client.delete(last, name));
    }
  }

  private void acknowledge(Write write) {
    writes.add(write);
    if (write.change() == Change.CREATED) {
      lastCreated = write.resourceId();
    }
    LockSupport.parkNanos(plan.pause().toNanos());
    acknowledged.incrementAndGet();
    lastAnswer.accumulateAndGet(System.nanoTime(), Math::max);
  }

  /** Nobody knows what became of this one. */
  void unanswered(Write write) {
    writes.add(write);
  }

  void retry(String reason) {
    retries.merge(reason, 1, Integer::sum);
  }

  void committedUnanswered(String what) {
    committedUnanswered.add(what);
  }
}
