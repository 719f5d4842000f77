package io.waybill.benchmarks.growth;

import io.waybill.benchmarks.report.Times;
import io.waybill.events.CloudEventHeaders;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** The times from the commit of each event to its emission. */
class Latencies {
  private record Emission(long at, long latency) {}

  // Of an event of which only one of the two has been seen; the relay may be first.
  private final Map<String, Long> halves = new ConcurrentHashMap<>();
  private final Queue<Emission> emissions = new ConcurrentLinkedQueue<>();

  /** Notes that the event whose parameters are in the body is committed. */
  void committed(Exchange exchange) {
    String id = (String) exchange.getProperty(Load.EVENT_ID);
    long now = System.nanoTime();
    Long emitted = halves.putIfAbsent(id, now);
    if (emitted != null) {
      halves.remove(id);
      // Emitted by a tick before the writer was told of its commit.
      emissions.add(new Emission(emitted, 0));
    }
  }

  /** Notes the emission of a batch. */
  void emitted(Exchange exchange) {
    long now = System.nanoTime();
    List<?> batch = exchange.getMessage().getBody(List.class);
    for (Object event : batch) {
      String id = ((Message) event).getHeader(CloudEventHeaders.ID, String.class);
      Long committed = halves.putIfAbsent(id, now);
      if (committed != null) {
        halves.remove(id);
        emissions.add(new Emission(now, Math.max(0, now - committed)));
      }
    }
  }

  /** The latencies of what was emitted in a span of {@link System#nanoTime()}. */
  Times between(long from, long to) {
    return new Times(
        emissions.stream()
            .filter(emission -> emission.at() - from >= 0 && emission.at() - to < 0)
            .map(Emission::latency)
            .toList());
  }

  /** How many events are committed and not emitted yet. */
  int waiting() {
    return halves.size();
  }
}
