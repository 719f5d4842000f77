package io.waybill.benchmarks.relay;

import io.waybill.local.Ports;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** POSTs at a steady rate, whether or not earlier ones are answered. */
final class PostLoad implements AutoCloseable {
  private static final int CREATED = 201;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String BODY =
      "{\"name\":\"a resource of the benchmark\",\"status\":\"active\","
          + "\"description\":\"Created to be counted, with a description of usual length.\"}";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final HttpRequest request;
  private final double perSecond;
  private final LongAdder answers = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final Thread thread = new Thread(this::run, "post-load");
  private final AtomicBoolean told = new AtomicBoolean();
  private volatile boolean over;

  /**
   * Begins at once.
   *
   * @param perSecond 0 for no load
   */
  PostLoad(int port, double perSecond) {
    this.perSecond = perSecond;
    request =
        HttpRequest.newBuilder(
                URI.create("http://" + Ports.HOST + ":" + port + "/api/v1/resources"))
            .header("Content-Type", "application/json")
            .timeout(PATIENCE)
            .POST(HttpRequest.BodyPublishers.ofString(BODY))
            .build();
    thread.start();
  }

  private void run() {
    long begin = System.nanoTime();
    for (long sent = 0; perSecond > 0 && !over; sent++) {
      long due = begin + (long) (sent * 1e9 / perSecond);
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      CompletableFuture<?> unused =
          client
              .sendAsync(request, HttpResponse.BodyHandlers.discarding())
              .whenComplete(this::count);
    }
  }

  /**
   * @param answer null when there is none, but a failure
   */
  private void count(HttpResponse<?> answer, Throwable failure) {
    if (answer != null && answer.statusCode() == CREATED) {
      answers.increment();
      return;
    }
    failures.increment();
    if (told.compareAndSet(false, true)) {
      System.err.println(
          "The first POST that failed: " + (answer == null ? failure : answer.statusCode()));
    }
  }

  /** How many were answered with 201 so far. */
  long answers() {
    return answers.sum();
  }

  /** How many had another answer or none so far. */
  long failures() {
    return failures.sum();
  }

  @Override
  public void close() {
    over = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
