package io.waybill.benchmarks.order;

import io.waybill.benchmarks.report.Spread;
import io.waybill.benchmarks.report.Times;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Kills the broker in the middle of a batch, again and again, and counts what consumers saw. The
 * sender does as the relay does: it publishes the same batch from its start until it is
 * acknowledged.
 */
final class Faults {
  private static final int BATCH = 1000;
  private static final int QUIET_BATCHES = 5;
  private static final int WARM_UP_BATCHES = 100;
  private static final Duration TICK = Duration.ofMillis(250);
  // No batch takes that long while the broker lives.
  private static final Duration NOTICED = Duration.ofMillis(700);

  private final Way way;
  private final int kills;
  private final Random random;
  private final Events events;
  private final List<Double> recoveries = new ArrayList<>();
  private int repeatedBatches;
  private int missed;

  Faults(Way way, int kills, long seed) {
    this.way = way;
    this.kills = kills;
    this.random = new Random(seed);
    this.events = new Events(way.topic());
  }

  /** What came of it. */
  record Outcome(
      Way way,
      int kills,
      int missed,
      int events,
      int repeatedBatches,
      Spread recoverySeconds,
      Sight plain,
      Sight committed) {}

  Outcome run() {
    try (BrokerProcess broker = new BrokerProcess(way.topic());
        Watcher plain = new Watcher(broker.address(), way.topic(), "read_uncommitted");
        Watcher committed = new Watcher(broker.address(), way.topic(), "read_committed");
        Sender sender = way.open(broker.address())) {
      long usual = usualNanos(sender);
      while (recoveries.size() < kills && missed < kills) {
        for (int i = 0; i < QUIET_BATCHES; i++) {
          publish(sender);
        }
        killInABatch(broker, sender, usual);
      }
      publish(sender);
      return new Outcome(
          way,
          recoveries.size(),
          missed,
          events.count(),
          repeatedBatches,
          Spread.of(recoveries),
          plain.settle(events.count()),
          committed.settle(events.count()));
    }
  }

  private long usualNanos(Sender sender) {
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < WARM_UP_BATCHES; i++) {
      long begin = System.nanoTime();
      publish(sender);
      times.add(System.nanoTime() - begin);
    }
    return (long)
        (new Times(times.subList(WARM_UP_BATCHES / 2, WARM_UP_BATCHES)).millis(0.5) * 1e6);
  }

  private void killInABatch(BrokerProcess broker, Sender sender, long usual) {
    long delay = (long) (random.nextDouble() * usual);
    CompletableFuture<Void> fault =
        CompletableFuture.runAsync(
            () -> {
              LockSupport.parkNanos(delay);
              broker.kill();
              broker.start();
            });
    long begin = System.nanoTime();
    publish(sender);
    long taken = System.nanoTime() - begin;
    fault.join();
    if (taken > NOTICED.toNanos()) {
      recoveries.add(taken / 1e9);
    } else {
      // The batch was acknowledged before the broker died.
      missed++;
    }
    System.err.println(
        way
            + ": kill "
            + (recoveries.size() + missed)
            + ", batch took "
            + taken / 1_000_000
            + " ms");
  }

  private void publish(Sender sender) {
    List<ProducerRecord<Object, Object>> batch = events.batch(BATCH);
    boolean again = false;
    while (!tryPublish(sender, batch)) {
      again = true;
      LockSupport.parkNanos(TICK.toNanos());
    }
    if (again) {
      repeatedBatches++;
    }
  }

  private static boolean tryPublish(Sender sender, List<ProducerRecord<Object, Object>> batch) {
    try {
      sender.publish(batch);
      return true;
    } catch (PublishException e) {
      return false;
    }
  }
}
