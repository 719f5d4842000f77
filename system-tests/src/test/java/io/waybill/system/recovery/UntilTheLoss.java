package io.waybill.system.recovery;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.system.client.Http;
import io.waybill.system.client.Http.Answer;
import io.waybill.system.client.Json;
import io.waybill.system.ledger.Change;
import io.waybill.system.ledger.Write;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Clients that write without a pause and give up at the first write that is not answered. */
final class UntilTheLoss {
  private static final String PATH = "/api/v1/resources";

  private final String url;
  private final String prefix;
  private final ConcurrentLinkedQueue<Timed> writes = new ConcurrentLinkedQueue<>();
  private final List<Thread> clients = new ArrayList<>();

  /** A write and when its client knew of its fate. */
  record Timed(Write write, Instant at) {}

  private UntilTheLoss(String url, String prefix) {
    this.url = url;
    this.prefix = prefix;
  }

  static UntilTheLoss start(String url, String prefix, int clients) {
    UntilTheLoss load = new UntilTheLoss(url, prefix);
    for (int i = 0; i < clients; i++) {
      String names = prefix + i + "-";
      Thread client = new Thread(() -> load.work(names), "until-the-loss-" + i);
      client.setDaemon(true);
      client.start();
      load.clients.add(client);
    }
    return load;
  }

  String prefix() {
    return prefix;
  }

  int count() {
    return writes.size();
  }

  /** All writes, once each client has given up. */
  List<Timed> finish() throws InterruptedException {
    for (Thread client : clients) {
      client.join();
    }
    return List.copyOf(writes);
  }

  private void work(String names) {
    for (int n = 0; live(names + n, n); n++) {}
  }

  /** A resource with none to three updates; every third one is deleted at its end. */
  private boolean live(String name, int n) {
    Write last = write(Change.CREATED, null, name, Json.object("name", name));
    for (int update = 1; last.answered() && update <= n % 4; update++) {
      String changed = name + "/" + update;
      last = write(Change.UPDATED, last, changed, Json.object("name", changed));
    }
    if (last.answered() && n % 3 == 0) {
      last = write(Change.DELETED, last, name, null);
    }
    return last.answered();
  }

  private Write write(Change change, Write before, String name, String json) {
    String id = before == null ? null : before.resourceId();
    Write write = Write.unanswered(change, id, name);
    try {
      Answer answer =
          before == null
              ? Http.send("POST", url + PATH, json)
              : Http.send(
                  change == Change.UPDATED ? "PUT" : "DELETE",
                  url + PATH + "/" + id,
                  json,
                  "If-Match",
                  '"' + Long.toString(before.version()) + '"');
      if (answer.status() < 300) {
        JsonNode state = change == Change.DELETED ? null : answer.json();
        write =
            Write.acknowledged(
                change,
                id == null ? state.path("id").asText() : id,
                name,
                before == null ? 1 : before.version() + 1,
                state);
      }
    } catch (IOException lost) {
      // Nobody knows what became of it.
    }
    writes.add(new Timed(write, Instant.now()));
    return write;
  }
}
