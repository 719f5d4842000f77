package io.waybill.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The AsyncAPI document: its topics, and whether an event is as it says. */
public final class EventContract {
  private static final String FOLDER = "/events/";
  private static final String IDS = "https://waybill.example/events/";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode DOCUMENT =
      JSON.valueToTree(
          new Yaml(new SafeConstructor(new LoaderOptions())).load(open("asyncapi.yaml")));
  private static final SchemaValidatorsConfig WITH_FORMATS =
      SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(
          VersionFlag.V202012,
          factory ->
              factory.schemaMappers(
                  mappers ->
                      mappers.mappings(
                          id -> id.startsWith(IDS),
                          id -> "classpath:" + id.replace(IDS, FOLDER.substring(1)))));
  private static final JsonSchema HEADERS =
      SCHEMAS.getSchema(DOCUMENT.at("/components/messageTraits/event/headers"), WITH_FORMATS);
  private static final Map<String, JsonSchema> VALUES = new ConcurrentHashMap<>();

  private EventContract() {}

  /** The document. */
  public static JsonNode document() {
    return DOCUMENT;
  }

  /** All topics with events, in the order of the document. */
  public static List<String> events() {
    return names(DOCUMENT.path("channels")).filter(topic -> !isDeadLetter(topic)).toList();
  }

  /** The topics with events that a service sends or receives. */
  public static List<String> topics(String service, String action) {
    String prefix = service + "." + action + ".";
    return names(DOCUMENT.path("operations"))
        .filter(name -> name.startsWith(prefix))
        .map(name -> name.substring(prefix.length()))
        .filter(topic -> !isDeadLetter(topic))
        .toList();
  }

  static boolean isDeadLetter(String topic) {
    return topic.startsWith("dead-letter.");
  }

  static Stream<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey);
  }

  /** What is wrong with an event of a topic; empty if nothing is. */
  public static List<String> violations(String topic, Map<String, String> headers, String value) {
    List<String> violations = new ArrayList<>(violations(topic, value));
    HEADERS
        .validate(JSON.valueToTree(headers))
        .forEach(violation -> violations.add("headers: " + violation.getMessage()));
    if (!topic.equals(headers.get("ce_type"))) {
      violations.add("headers: ce_type is not " + topic);
    }
    return violations;
  }

  /** What is wrong with the value of an event; a field that the schema does not name is wrong. */
  public static List<String> violations(String topic, String value) {
    try {
      return VALUES
          .computeIfAbsent(topic, EventContract::schema)
          .validate(JSON.readTree(value))
          .stream()
          .map(violation -> "value: " + violation.getMessage())
          .toList();
    } catch (JsonProcessingException e) {
      return List.of("value: " + e.getMessage());
    }
  }

  private static JsonSchema schema(String topic) {
    ObjectNode schema = (ObjectNode) read(schemaFile(topic));
    // Readers must allow further fields; what Waybill writes must have none that is not described.
    schema.put("unevaluatedProperties", false);
    return SCHEMAS.getSchema(schema, WITH_FORMATS);
  }

  static String schemaFile(String topic) {
    JsonNode file = DOCUMENT.at("/components/messages/" + topic + "/payload/schema/$ref");
    if (file.isMissingNode()) {
      throw new AssertionError("events/asyncapi.yaml has no schema for " + topic);
    }
    return file.asText();
  }

  static JsonNode read(String file) {
    try (InputStream json = open(file)) {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException("Can't read " + FOLDER + file, e);
    }
  }

  private static InputStream open(String file) {
    return EventContract.class.getResourceAsStream(FOLDER + file);
  }
}
