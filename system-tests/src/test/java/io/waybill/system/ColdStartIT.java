package io.waybill.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.local.stack.Service;
import io.waybill.local.stack.Stack;
import io.waybill.system.client.Http;
import io.waybill.system.client.Json;
import io.waybill.system.client.Sql;
import io.waybill.system.stack.SharedStack;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The services come first, on a machine that has neither a database nor a broker yet. */
@Tag("long")
class ColdStartIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final List<String> SERVICES = List.of("rest-1", "grpc-1", "worker-1");

  @Test
  void servicesWaitForWhatTheyNeedAndBecomeReadyByThemselves() throws Exception {
    Stack stack = SharedStack.unstarted();
    SERVICES.forEach(stack::start);
    for (String name : SERVICES) {
      await(name + " to be alive")
          .atMost(LIMIT)
          .until(() -> status(stack, name, "liveness") == 200);
      assertThat(status(stack, name, "readiness")).as("readiness of " + name).isEqualTo(503);
      await(name + " to say that it waits for PostgreSQL")
          .atMost(LIMIT)
          .until(() -> log(stack, name).matches("(?is).*waiting for .*(postgresql|database).*"));
    }

    stack.start("postgres");
    stack.awaitReady("rest-1", LIMIT);
    var answer =
        Http.send(
            "POST",
            stack.restUrl() + "/api/v1/resources",
            Json.object("name", "before there is a Kafka"));
    assertThat(answer.status()).isEqualTo(201);
    String id = answer.json().path("id").asText();
    await("the worker to say that it waits for Kafka")
        .atMost(LIMIT)
        .until(() -> log(stack, "worker-1").matches("(?is).*kafka.*"));
    assertThat(status(stack, "worker-1", "readiness")).isEqualTo(503);

    stack.start("kafka");
    for (String name : SERVICES) {
      stack.awaitReady(name, LIMIT);
    }
    await("the resource's three events to be stored")
        .atMost(LIMIT)
        .until(
            () ->
                Sql.query(
                            stack.database(Service.WORKER),
                            "SELECT 1 FROM processed_events WHERE resource_id = ?",
                            id)
                        .size()
                    == 3);
  }

  private static int status(Stack stack, String name, String probe) {
    try {
      return Http.get(stack.httpUrl(name) + "/health/" + probe).status();
    } catch (IOException notListening) {
      return 0;
    }
  }

  private static String log(Stack stack, String name) throws IOException {
    return Files.readString(stack.log(name));
  }
}
