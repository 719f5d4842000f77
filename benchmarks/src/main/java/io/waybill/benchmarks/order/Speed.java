package io.waybill.benchmarks.order;

import io.waybill.benchmarks.report.MarkdownTable;
import io.waybill.benchmarks.report.Spread;
import io.waybill.benchmarks.report.Times;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * How fast each way is on the same broker: slices of both alternate, back to back for the
 * throughput, and at a pace that leaves pauses for the latency that a batch has by itself.
 */
final class Speed {
  private static final int[] SIZES = {1, 10, 100, 500, 1000};
  private static final Duration PACE = Duration.ofMillis(50);

  private final int repetitions;
  private final Duration slice;

  Speed(int repetitions, Duration slice) {
    this.repetitions = repetitions;
    this.slice = slice;
  }

  String measure() throws PublishException {
    try (BrokerProcess broker = new BrokerProcess(Way.TRANSACTION.topic(), Way.ORDERED.topic());
        Sender byTransaction = Way.TRANSACTION.open(broker.address());
        Sender inOrder = Way.ORDERED.open(broker.address())) {
      Map<Way, Sender> senders =
          new EnumMap<>(Map.of(Way.TRANSACTION, byTransaction, Way.ORDERED, inOrder));
      return measure(senders);
    }
  }

  private String measure(Map<Way, Sender> senders) throws PublishException {
    MarkdownTable table =
        new MarkdownTable(
            "Way",
            "Records a batch",
            "Records/s, back to back",
            "Batch p50, back to back, ms",
            "p99, ms",
            "Batch p50, one each " + PACE.toMillis() + " ms, ms",
            "p99, ms");
    for (Map.Entry<Way, Sender> way : senders.entrySet()) {
      for (int size : SIZES) {
        slice(way.getValue(), way.getKey(), size, Duration.ZERO);
      }
    }
    for (int size : SIZES) {
      Map<Way, List<Slice>> fast = new EnumMap<>(Way.class);
      Map<Way, List<Slice>> paced = new EnumMap<>(Way.class);
      for (int i = 0; i < repetitions; i++) {
        for (Map.Entry<Way, Sender> way : senders.entrySet()) {
          fast.computeIfAbsent(way.getKey(), w -> new ArrayList<>())
              .add(slice(way.getValue(), way.getKey(), size, Duration.ZERO));
        }
        for (Map.Entry<Way, Sender> way : senders.entrySet()) {
          paced
              .computeIfAbsent(way.getKey(), w -> new ArrayList<>())
              .add(slice(way.getValue(), way.getKey(), size, PACE));
        }
      }
      for (Way way : senders.keySet()) {
        table.row(
            way,
            size,
            Spread.of(fast.get(way).stream().map(Slice::recordsPerSecond).toList()),
            percentile(fast.get(way), 0.5),
            percentile(fast.get(way), 0.99),
            percentile(paced.get(way), 0.5),
            percentile(paced.get(way), 0.99));
      }
    }
    return table.toString();
  }

  private static Spread percentile(List<Slice> slices, double part) {
    return Spread.of(slices.stream().map(slice -> slice.batches().millis(part)).toList());
  }

  private Slice slice(Sender sender, Way way, int size, Duration pace) throws PublishException {
    Events events = new Events(way.topic());
    List<Long> batches = new ArrayList<>();
    long begin = System.nanoTime();
    long now = begin;
    while (now - begin < slice.toNanos()) {
      List<ProducerRecord<Object, Object>> batch = events.batch(size);
      long sent = System.nanoTime();
      sender.publish(batch);
      now = System.nanoTime();
      batches.add(now - sent);
      LockSupport.parkNanos(Math.max(0, pace.toNanos() - (now - sent)));
    }
    double seconds = (now - begin) / 1e9;
    return new Slice(batches.size() * (double) size / seconds, new Times(batches));
  }

  private record Slice(double recordsPerSecond, Times batches) {}
}
