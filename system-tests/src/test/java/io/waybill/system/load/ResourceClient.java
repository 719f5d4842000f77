package io.waybill.system.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.system.client.Http;
import io.waybill.system.client.Http.Answer;
import io.waybill.system.client.Json;
import io.waybill.system.ledger.Change;
import io.waybill.system.ledger.Write;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * One client that repeats what was not answered, so that it takes effect once: a POST with an
 * Idempotency-Key, PUT and DELETE with If-Match.
 */
final class ResourceClient {
  // What a client is told to try again: a key still running, too many, the database away.
  private static final Set<Integer> TRY_AGAIN = Set.of(409, 429, 503);
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String PATH = "/api/v1/resources";

  private final Load load;
  private final List<String> urls;
  private int turn;

  ResourceClient(Load load, List<String> urls, int number) {
    this.load = load;
    this.urls = urls;
    this.turn = number;
  }

  /** The first answer of several attempts, and when the attempt that got it began. */
  private record Outcome(Answer answer, int attempts, Instant begun) {}

  Write create(String name, String description) throws GivenUp {
    Outcome outcome =
        persist(
            Write.unanswered(Change.CREATED, null, name),
            "POST",
            PATH,
            Json.object("name", name, "description", description),
            "Idempotency-Key",
            '"' + name + '"');
    Answer answer = outcome.answer();
    expect(answer, 201, "POST of " + name);
    JsonNode state = answer.json();
    if (outcome.attempts() > 1
        && Instant.parse(state.path("created_at").asText()).isBefore(outcome.begun())) {
      load.committedUnanswered("POST of " + name);
    }
    return Write.acknowledged(
        Change.CREATED, state.path("id").asText(), name, version(answer), state);
  }

  Write update(Write before, String name, String description) throws GivenUp {
    String id = before.resourceId();
    String what = "PUT of " + name + " to " + id;
    Outcome outcome =
        persist(
            Write.unanswered(Change.UPDATED, id, name),
            "PUT",
            PATH + "/" + id,
            Json.object("name", name, "description", description),
            "If-Match",
            etag(before));
    Answer answer = outcome.answer();
    if (answer.status() == 412 && outcome.attempts() > 1) {
      // Nobody else writes it, so an earlier attempt of this client took effect.
      load.committedUnanswered(what);
      answer =
          persist(Write.unanswered(Change.UPDATED, id, name), "GET", PATH + "/" + id, null)
              .answer();
      if (!answer.json().path("name").asText().equals(name)) {
        throw new GivenUp(what + " was refused with 412, yet the resource is " + answer.body());
      }
    }
    expect(answer, 200, what);
    return Write.acknowledged(Change.UPDATED, id, name, version(answer), answer.json());
  }

  Write delete(Write before, String name) throws GivenUp {
    String id = before.resourceId();
    Outcome outcome =
        persist(
            Write.unanswered(Change.DELETED, id, name),
            "DELETE",
            PATH + "/" + id,
            null,
            "If-Match",
            etag(before));
    int status = outcome.answer().status();
    if ((status == 410 || status == 404) && outcome.attempts() > 1) {
      load.committedUnanswered("DELETE of " + id);
    } else {
      expect(outcome.answer(), 204, "DELETE of " + id);
    }
    return Write.acknowledged(Change.DELETED, id, name, before.version() + 1, null);
  }

  /** Repeats the request until it is answered with something else than "try again". */
  private Outcome persist(Write write, String method, String path, String json, String... headers)
      throws GivenUp {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    String reason = "";
    for (int attempt = 1; System.nanoTime() < deadline; attempt++) {
      Instant begun = Instant.now();
      try {
        Answer answer = Http.send(method, nextUrl() + path, json, headers);
        if (!TRY_AGAIN.contains(answer.status())) {
          return new Outcome(answer, attempt, begun);
        }
        // Where a load balancer asks for readiness, nobody would have asked this one.
        boolean starting = answer.status() == 503 && answer.body().contains("is starting");
        reason = answer.status() + (starting ? " starting" : "");
      } catch (IOException e) {
        reason = e.getClass().getSimpleName();
      }
      load.retry(reason);
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    load.unanswered(write);
    throw new GivenUp(write + " was given up after " + PATIENCE.toSeconds() + " s: " + reason);
  }

  private String nextUrl() {
    turn++;
    return urls.get(turn % urls.size());
  }

  private static void expect(Answer answer, int status, String what) throws GivenUp {
    if (answer.status() != status) {
      throw new GivenUp(what + " was answered " + answer.status() + " " + answer.body());
    }
  }

  private static String etag(Write write) {
    return '"' + Long.toString(write.version()) + '"';
  }

  private static long version(Answer answer) {
    return Long.parseLong(answer.header("ETag").replace("\"", ""));
  }
}
