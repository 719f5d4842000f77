package io.waybill.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.local.stack.Service;
import io.waybill.local.stack.Stack;
import io.waybill.system.client.Http;
import io.waybill.system.client.Json;
import io.waybill.system.stack.SharedStack;
import io.waybill.system.stack.WithStack;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The services' logs, in the form of production, after a request has gone all the way. */
@WithStack
class LogIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String PAYLOAD = "what only the sender may read";

  private static Stack stack;

  @BeforeAll
  static void post(Stack shared) throws IOException {
    stack = shared;
    String trace = UUID.randomUUID().toString().replace("-", "");
    String url = stack.restUrl() + "/api/v1/resources";
    String traceparent = "00-" + trace + "-00f067aa0ba902b7-01";
    Http.send("POST", url, Json.object("name", PAYLOAD), "traceparent", traceparent);
    Http.send("POST", url, Json.object("name", PAYLOAD, "status", PAYLOAD.repeat(9)));
    await("the last hop")
        .atMost(LIMIT)
        .until(
            () ->
                SharedStack.spans().trace(trace).stream()
                    .anyMatch(span -> span.name().equals("process task.completed")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rest-1", "grpc-1", "worker-1"})
  void everyLineIsAnObjectWithTheFieldsThatAreSearchedFor(String service) throws IOException {
    assertThat(lines(service))
        .isNotEmpty()
        .allSatisfy(
            line -> {
              JsonNode object = Json.parse(line);
              assertThat(Instant.parse(object.path("timestamp").asText())).isNotNull();
              assertThat(object.path("level").asText()).isIn("INFO", "WARN", "ERROR");
              assertThat(object.path("logger").asText()).isNotEmpty();
              assertThat(object.path("message").asText()).isNotEmpty();
              assertThat(object.path("service").asText())
                  .isEqualTo("routes-" + service.replace("-1", ""));
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"rest-1", "grpc-1", "worker-1"})
  void noLineHoldsAPayloadOrASecret(String service) throws IOException {
    assertThat(lines(service))
        .noneMatch(line -> line.contains(PAYLOAD))
        .noneMatch(line -> passwords().stream().anyMatch(line::contains));
  }

  /** Micrometer warns of a meter that is registered twice, or with other labels. */
  @ParameterizedTest
  @ValueSource(strings = {"rest-1", "grpc-1", "worker-1"})
  void noMeterStandsInAnothersWay(String service) throws IOException {
    assertThat(lines(service)).noneMatch(line -> line.contains("\"logger\":\"io.micrometer"));
  }

  private static List<String> passwords() {
    return List.of(Service.values()).stream()
        .map(service -> stack.database(service).password())
        .toList();
  }

  private static List<String> lines(String service) throws IOException {
    return Files.readAllLines(stack.log(service));
  }
}
