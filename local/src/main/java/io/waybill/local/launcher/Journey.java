package io.waybill.local.launcher;

import io.waybill.local.Topics;
import io.waybill.local.stack.Service;
import io.waybill.local.stack.Stack;
import io.waybill.local.stack.StackException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends one resource by HTTP and prints when each hop of its way is seen. */
final class Journey {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final int CREATED = 201;

  private final Stack stack;
  private final PrintStream out;

  Journey(Stack stack, PrintStream out) {
    this.stack = stack;
    this.out = out;
  }

  void run() {
    String name = "sample " + UUID.randomUUID();
    try (DatabaseWatch rest = new DatabaseWatch(stack.database(Service.REST));
        DatabaseWatch grpc = new DatabaseWatch(stack.database(Service.GRPC));
        DatabaseWatch worker = new DatabaseWatch(stack.database(Service.WORKER));
        KafkaWatch kafka =
            new KafkaWatch(
                stack.kafkaBrokers(), List.of(Topics.RESOURCE_CREATED, Topics.TASK_COMPLETED))) {
      out.println();
      out.println(
          "A sample resource travels. Milliseconds since its POST was sent, as seen from outside:"
              + " databases are asked every "
              + DatabaseWatch.PAUSE_MILLIS
              + " ms, Kafka is read.");
      long start = System.nanoTime();
      hop(start, start, "POST", "{\"name\":\"" + name + "\"} to " + url());
      CompletableFuture<Long> answered = new CompletableFuture<>();
      CompletableFuture<HttpResponse<String>> response =
          post(name)
              .whenComplete(
                  (answer, failure) -> {
                    if (failure == null) {
                      answered.complete(System.nanoTime());
                    } else {
                      answered.completeExceptionally(failure);
                    }
                  });
      // The id is not known before the answer, so the row is found by its name, among the newest.
      CompletableFuture<DatabaseWatch.Seen> committed =
          rest.until(
              "SELECT id FROM (SELECT id, name FROM resources ORDER BY created_at DESC LIMIT 50) r"
                  + " WHERE name = ?",
              name);
      requireCreated(await(response, "answered", "rest-1"));
      DatabaseWatch.Seen row = await(committed, "committed", "rest-1");
      String id = row.value();
      hop(start, row.nanos(), "committed", "row and event, restdb; its id is " + id);
      hop(start, await(answered, "answered", "rest-1"), "answered", "201 Created");
      CompletableFuture<DatabaseWatch.Seen> made =
          grpc.until("SELECT id FROM tasks WHERE resource_id = ?", id);
      hop(
          start,
          await(kafka.seen(Topics.RESOURCE_CREATED, id), "published", "rest-1"),
          "published",
          "resource.created, Kafka");
      DatabaseWatch.Seen task = await(made, "task made", "grpc-1");
      hop(start, task.nanos(), "task made", task.value() + ", grpcdb");
      CompletableFuture<DatabaseWatch.Seen> stored =
          worker.until(
              "SELECT string_agg(event_type, ', ' ORDER BY processed_at, event_type)"
                  + " FROM processed_events WHERE resource_id = ? HAVING count(*) >= 3",
              id);
      DatabaseWatch.Seen completed =
          await(
              grpc.until(
                  "SELECT status FROM tasks WHERE id = ? AND status IN ('completed', 'failed')",
                  task.value()),
              "task completed",
              "grpc-1");
      hop(start, completed.nanos(), "task " + completed.value(), "grpcdb");
      hop(
          start,
          await(kafka.seen(Topics.TASK_COMPLETED, id), "published", "grpc-1"),
          "published",
          "task.completed, Kafka");
      DatabaseWatch.Seen last = await(stored, "stored", "worker-1");
      hop(start, last.nanos(), "stored", last.value() + "; workerdb");
    }
  }

  private String url() {
    return stack.restUrl() + "/api/v1/resources";
  }

  private CompletableFuture<HttpResponse<String>> post(String name) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url()))
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(30))
            .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"" + name + "\"}"))
            .build();
    return HttpClient.newHttpClient().sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }

  private static void requireCreated(HttpResponse<String> response) {
    if (response.statusCode() != CREATED) {
      throw new StackException(
          "The sample POST was answered "
              + response.statusCode()
              + " instead of 201: "
              + response.body());
    }
  }

  private <T> T await(CompletableFuture<T> seen, String hop, String process) {
    try {
      return seen.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new StackException(
          "The sample was not seen as \""
              + hop
              + "\" within "
              + LIMIT.toSeconds()
              + " s; the log may say why: "
              + stack.log(process),
          e);
    } catch (ExecutionException e) {
      throw new StackException(
          "The sample did not become \"" + hop + "\": " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("Interrupted", e);
    }
  }

  private void hop(long start, long nanos, String what, String where) {
    out.printf(
        Locale.ROOT,
        "  %6d ms  %-15s %s%n",
        TimeUnit.NANOSECONDS.toMillis(nanos - start),
        what,
        where);
  }
}
