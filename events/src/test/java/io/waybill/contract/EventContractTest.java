package io.waybill.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The AsyncAPI document and the schemas agree with each other. */
class EventContractTest {
  private static final JsonNode DOCUMENT = EventContract.document();
  private static final String CREATED =
      "{\"id\":\"019b7d3c-5b1e-7c3a-9f60-2d4c8a1e5b77\",\"name\":\"n\",\"description\":null,\"status\":\"active\","
          + "\"created_at\":\"2026-01-02T03:04:05.678901Z\",\"updated_at\":\"2026-01-02T03:04:05.678901Z\"}";

  static List<String> events() {
    return EventContract.events();
  }

  @ParameterizedTest
  @MethodSource("events")
  void examplesAreValid(String type) {
    JsonNode examples = DOCUMENT.at("/components/messages/" + type + "/examples");
    assertThat(examples).isNotEmpty();
    for (JsonNode example : examples) {
      Map<String, String> headers = new HashMap<>();
      example
          .get("headers")
          .properties()
          .forEach(h -> headers.put(h.getKey(), h.getValue().asText()));
      assertThat(EventContract.violations(type, headers, example.get("payload").toString()))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("events")
  void namesAgree(String type) {
    JsonNode channel = DOCUMENT.path("channels").path(type);
    String message = "#/components/messages/" + type;
    assertThat(channel.path("address").asText()).isEqualTo(type);
    assertThat(channel.path("messages").findValuesAsText("$ref")).containsExactly(message);
    assertThat(DOCUMENT.at(message.substring(1) + "/name").asText()).isEqualTo(type);
    assertThat(EventContract.read(EventContract.schemaFile(type)).path("$id").asText() + ".json")
        .endsWith("/" + EventContract.schemaFile(type))
        .endsWith("/" + type + "/1.json");
  }

  @Test
  void operationsAreNamedAfterServiceActionAndChannel() {
    for (var operation : DOCUMENT.path("operations").properties()) {
      JsonNode what = operation.getValue();
      String topic = what.at("/channel/$ref").asText().replace("#/channels/", "");
      assertThat(operation.getKey()).endsWith("." + what.path("action").asText() + "." + topic);
      assertThat(DOCUMENT.path("channels").has(topic)).as(topic).isTrue();
    }
  }

  @Test
  void everyEventIsSentByOneServiceAndStoredByTheWorker() {
    List<String> sent = new ArrayList<>(EventContract.topics("routes-rest", "send"));
    sent.addAll(EventContract.topics("routes-grpc", "send"));
    assertThat(sent).containsExactlyInAnyOrderElementsOf(EventContract.events());
    assertThat(EventContract.topics("routes-worker", "receive"))
        .containsExactlyElementsOf(EventContract.events());
  }

  /** The module local reads the topics so, without a YAML parser. */
  @Test
  void addressesStandOnLinesOfTheirOwn() throws IOException {
    String text = Files.readString(Path.of("src/main/resources/events/asyncapi.yaml"));
    assertThat(
            Pattern.compile("(?m)^    address: (\\S+)$")
                .matcher(text)
                .results()
                .map(m -> m.group(1)))
        .containsExactlyElementsOf(EventContract.names(DOCUMENT.path("channels")).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/name     | null                    | 'name'",
        "/id       | \"no uuid\"             | uuid",
        "/updated_at | \"2026-01-02T03:04:05Z\" | pattern",
        "/further  | 1                       | further",
        "/status   |                         | status",
      })
  void aWrongValueIsFound(String field, String value, String named) throws IOException {
    ObjectMapper json = new ObjectMapper();
    Map<String, Object> event = json.readerForMapOf(Object.class).readValue(CREATED);
    assertThat(EventContract.violations("resource.created", CREATED)).isEmpty();
    if (value == null) {
      event.remove(field.substring(1));
    } else {
      event.put(field.substring(1), json.readTree(value));
    }
    assertThat(EventContract.violations("resource.created", json.writeValueAsString(event)))
        .isNotEmpty()
        .anySatisfy(violation -> assertThat(violation).contains(named));
  }

  @Test
  void aMissingHeaderIsFound() {
    assertThat(
            EventContract.violations(
                "resource.created", Map.of("ce_type", "resource.created"), CREATED))
        .anySatisfy(violation -> assertThat(violation).contains("ce_id"));
  }
}
