package io.waybill.benchmarks.road;

import io.waybill.benchmarks.report.Times;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * POSTs at a fixed rate, whether or not the service keeps up: each has its moment in a schedule,
 * and its latency counts from then, also when no caller was free to send it in time.
 */
final class OpenLoad {
  private static final int CALLERS = 64;
  private static final int TIMEOUT_MILLIS = 20_000;
  private static final int CREATED = 201;
  private static final byte[] BODY =
      ("{\"name\":\"a resource of the benchmark\",\"description\":\"Created to be counted, with a"
              + " description of usual length.\",\"status\":\"active\"}")
          .getBytes(StandardCharsets.UTF_8);

  static {
    // Before the first connection: keep one for each caller, and hide no failure by trying again.
    System.setProperty("http.maxConnections", Integer.toString(CALLERS));
    System.setProperty("sun.net.http.retryPost", "false");
  }

  private final URL url;
  private final int rate;
  private final AtomicLong next = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final Queue<Long> latencies = new ConcurrentLinkedQueue<>();
  private final Map<String, Long> answered = new ConcurrentHashMap<>();
  private final ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
  private final long begin = System.nanoTime();
  private final long count;

  /** Begins at once. */
  OpenLoad(URI url, int rate, Duration time) {
    try {
      this.url = url.toURL();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.rate = rate;
    count = rate * time.toMillis() / 1_000;
    for (int i = 0; i < CALLERS; i++) {
      callers.execute(this::call);
    }
    callers.shutdown();
  }

  private void call() {
    for (long i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
      long due = begin + i * TimeUnit.SECONDS.toNanos(1) / rate;
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      try {
        String id = post();
        long now = System.nanoTime();
        answered.put(id, now);
        latencies.add(now - due);
      } catch (IOException e) {
        failures.incrementAndGet();
      }
    }
  }

  private String post() throws IOException {
    HttpURLConnection connection = (HttpURLConnection) url.openConnection();
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    connection.setRequestMethod("POST");
    connection.setRequestProperty("Content-Type", "application/json");
    connection.setDoOutput(true);
    connection.setFixedLengthStreamingMode(BODY.length);
    connection.getOutputStream().write(BODY);
    int status = connection.getResponseCode();
    if (status != CREATED) {
      throw new IOException("answered " + status);
    }
    try (InputStream in = connection.getInputStream()) {
      in.readAllBytes();
    }
    String location = connection.getHeaderField("Location");
    return location.substring(location.lastIndexOf('/') + 1);
  }

  /** Waits for the last answer. */
  void await() {
    try {
      if (!callers.awaitTermination(10, TimeUnit.MINUTES)) {
        throw new IllegalStateException("The load does not end");
      }
    } catch (InterruptedException e) {
      callers.shutdownNow();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted under load", e);
    }
  }

  /** Whose moment has come and who have no answer yet. */
  long waiting() {
    long due = Math.min(count, (System.nanoTime() - begin) * rate / TimeUnit.SECONDS.toNanos(1));
    return Math.max(0, due - answered.size() - failures.get());
  }

  /** From the moment in the schedule to the answer. */
  Times latencies() {
    return new Times(latencies);
  }

  /** When the answer had come, in terms of {@link System#nanoTime()}, by resource. */
  Map<String, Long> answered() {
    return answered;
  }

  long failures() {
    return failures.get();
  }
}
