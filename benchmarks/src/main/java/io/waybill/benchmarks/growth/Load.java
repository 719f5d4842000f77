package io.waybill.benchmarks.growth;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;

/** Writes events at a steady rate, each in a transaction of its own. */
final class Load implements AutoCloseable {
  /** Exchange property: the id of the event that is written. */
  static final String EVENT_ID = "eventId";

  private static final int WRITERS = 4;
  private static final int SUBJECTS = 1000;
  private static final String PAYLOAD = "{\"filler\":\"" + "x".repeat(280) + "\"}";

  private final ProducerTemplate camel;
  private final AtomicLong number = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final ScheduledExecutorService writers = Executors.newScheduledThreadPool(WRITERS);

  Load(CamelContext context, int rate) {
    camel = context.createProducerTemplate();
    long period = TimeUnit.SECONDS.toNanos(1) * WRITERS / rate;
    for (int i = 0; i < WRITERS; i++) {
      var unused =
          writers.scheduleAtFixedRate(
              this::write, period * i / WRITERS, period, TimeUnit.NANOSECONDS);
    }
  }

  private void write() {
    long n = number.incrementAndGet();
    String id = UUID.randomUUID().toString();
    String subject = "subject-" + n % SUBJECTS;
    Map<String, Object> row = new HashMap<>();
    row.put("id", id);
    row.put("subject", subject);
    row.put("type", "benchmark.event");
    row.put("key", subject);
    row.put("sequence", n);
    row.put("payload", PAYLOAD);
    row.put("traceparent", null);
    row.put("correlationId", null);
    boolean failed =
        camel
            .request(
                "direct:write",
                exchange -> {
                  exchange.setProperty(EVENT_ID, id);
                  exchange.getMessage().setBody(row);
                })
            .isFailed();
    if (failed) {
      failures.incrementAndGet();
    }
  }

  /** How many writes failed; should be none. */
  long failures() {
    return failures.get();
  }

  @Override
  public void close() {
    writers.shutdown();
    try {
      if (!writers.awaitTermination(1, TimeUnit.MINUTES)) {
        writers.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
