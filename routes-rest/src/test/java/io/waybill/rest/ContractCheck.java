package io.waybill.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.oas.OpenApi30;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Holds answers against the OpenAPI document: status, headers, media type and schema. */
public final class ContractCheck {
  private static final String LOCATION = "https://waybill.example/openapi.json";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNode DOCUMENT = read();
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(
          VersionFlag.V7,
          factory ->
              factory
                  .schemaLoaders(loaders -> loaders.schemas(Map.of(LOCATION, DOCUMENT.toString())))
                  .metaSchema(OpenApi30.getInstance())
                  .defaultMetaSchemaIri(OpenApi30.getInstance().getIri()));
  private static final SchemaValidatorsConfig WITH_FORMATS =
      SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
  private static final Map<String, JsonSchema> COMPILED = new ConcurrentHashMap<>();
  private static final Set<String> SEEN = new ConcurrentSkipListSet<>();

  private ContractCheck() {}

  /** The operations, as "GET /path", of which an answer of success has been checked. */
  public static Set<String> seen() {
    return new TreeSet<>(SEEN);
  }

  /** The document. */
  public static JsonNode document() {
    return DOCUMENT;
  }

  /** All operations of the document. */
  public static Set<String> operations() {
    return calls().keySet();
  }

  /** What the document says of each operation, by its "GET /path". */
  public static Map<String, JsonNode> calls() {
    Map<String, JsonNode> all = new TreeMap<>();
    for (var path : DOCUMENT.get("paths").properties()) {
      for (var call : path.getValue().properties()) {
        all.put(call.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(), call.getValue());
      }
    }
    return all;
  }

  /** Fails unless the document allows the answer; calls that it does not describe pass. */
  static void check(HttpRequest request, HttpResponse<String> answer) {
    String template = template(request.uri().getPath());
    String method = request.method().toLowerCase(Locale.ROOT);
    String operation = "/paths/" + template.replace("~", "~0").replace("/", "~1") + "/" + method;
    if (DOCUMENT.at(operation).isMissingNode()) {
      return;
    }
    String call = request.method() + " " + request.uri() + " " + answer.statusCode();
    String response = resolve(operation + "/responses/" + answer.statusCode());
    assertThat(DOCUMENT.at(response).isMissingNode()).as("undocumented: " + call).isFalse();
    checkHeaders(call, response, answer);
    checkBody(call, response, answer);
    if (answer.statusCode() < 400) {
      SEEN.add(request.method() + " " + template);
    }
  }

  private static void checkHeaders(String call, String response, HttpResponse<String> answer) {
    DOCUMENT
        .at(response + "/headers")
        .fieldNames()
        .forEachRemaining(
            name -> {
              String header = resolve(response + "/headers/" + name);
              String value = answer.headers().firstValue(name).orElse(null);
              if (value == null) {
                assertThat(DOCUMENT.at(header + "/required").asBoolean())
                    .as("missing %s: %s", name, call)
                    .isFalse();
              } else {
                boolean number = DOCUMENT.at(header + "/schema/type").asText().equals("integer");
                JsonNode json =
                    number
                        ? JSON.getNodeFactory().numberNode(Long.parseLong(value))
                        : JSON.getNodeFactory().textNode(value);
                validate(call + " " + name, header + "/schema", json);
              }
            });
  }

  private static void checkBody(String call, String response, HttpResponse<String> answer) {
    JsonNode content = DOCUMENT.at(response + "/content");
    if (content.isMissingNode()) {
      assertThat(answer.body()).as("a body: " + call).isEmpty();
      return;
    }
    String type = answer.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "");
    assertThat(content.has(type)).as("media type %s: %s", type, call).isTrue();
    if (type.endsWith("json")) {
      String schema = response + "/content/" + type.replace("/", "~1") + "/schema";
      try {
        validate(call, schema, JSON.readTree(answer.body()));
      } catch (IOException e) {
        throw new AssertionError("not JSON: " + call, e);
      }
    }
  }

  private static void validate(String call, String pointer, JsonNode value) {
    JsonSchema schema =
        COMPILED.computeIfAbsent(
            pointer,
            p ->
                SCHEMAS.getSchema(
                    SchemaLocation.of(LOCATION + "#" + p.replace("{", "%7B").replace("}", "%7D")),
                    WITH_FORMATS));
    assertThat(schema.validate(value)).as(call).isEmpty();
  }

  /** The place to which a reference leads. */
  private static String resolve(String pointer) {
    JsonNode reference = DOCUMENT.at(pointer).path("$ref");
    return reference.isMissingNode() ? pointer : reference.asText().substring(1);
  }

  private static String template(String path) {
    String parent = "/api/v1/resources/";
    return path.startsWith(parent) && path.indexOf('/', parent.length()) < 0
        ? parent + "{id}"
        : path;
  }

  private static JsonNode read() {
    InputStream yaml = ContractCheck.class.getResourceAsStream("/docs/openapi.yaml");
    return JSON.valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml));
  }
}
