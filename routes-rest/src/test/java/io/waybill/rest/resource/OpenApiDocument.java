package io.waybill.rest.resource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.OpenAPI;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.engine.DefaultClassResolver;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.openapi.BeanConfig;
import org.apache.camel.openapi.RestOpenApiReader;

/**
 * Makes the OpenAPI document: Camel reads calls, parameters, headers, answers and scopes from the
 * routes; the rules here and {@code patch.json} add what its generator has no words for, which are
 * schemas with limits, and what all calls have in common.
 */
final class OpenApiDocument {
  /** The document as it is committed and served. */
  static final Path FILE = Path.of("src/main/resources/docs/openapi.json");

  private static final Path PATCH = Path.of("src/main/openapi/patch.json");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, String> OF_EVERY_CALL =
      Map.of(
          "400", "The request is not acceptable; errors names what is wrong",
          "401", "There is no valid token",
          "403", "The token lacks the scope",
          "406", "The answer can't be what Accept asks for",
          "429", "Too many requests of this caller",
          "500", "The service failed",
          "503", "The service can't answer now, for example because its database is away");
  private static final Map<String, String> HEADER_OF_STATUS =
      Map.of(
          "401", "WWW-Authenticate",
          "409", "Retry-After",
          "412", "ETag",
          "429", "Retry-After",
          "503", "Retry-After");
  private static final List<String> OF_EVERY_ANSWER =
      List.of("Cache-Control", "RateLimit", "RateLimit-Policy", "X-Request-Id");
  private static final List<String> OF_UNSUPPORTED_MEDIA =
      List.of("Accept", "Accept-Encoding", "Accept-Patch");

  private OpenApiDocument() {}

  /** The JSON of the document that describes the context's REST calls. */
  static String of(CamelContext camel) throws IOException, ClassNotFoundException {
    BeanConfig config = new BeanConfig();
    config.setVersion("3.0.3");
    OpenAPI generated =
        new RestOpenApiReader()
            .read(
                camel,
                ((ModelCamelContext) camel).getRestDefinitions(),
                config,
                null,
                new DefaultClassResolver());
    ObjectNode root = (ObjectNode) JSON.readTree(Json.mapper().writeValueAsString(generated));
    for (JsonNode path : root.get("paths")) {
      path.forEach(operation -> complete((ObjectNode) operation));
    }
    JsonNode patch = JSON.readTree(Files.readString(PATCH));
    merge(root, patch);
    GeneratorForm.apply(root);
    return print(root);
  }

  private static void complete(ObjectNode operation) {
    operation.remove("x-camelContextId");
    ArrayNode parameters = operation.withArray("/parameters");
    for (int i = 0; i < parameters.size(); i++) {
      parameters.set(i, reference("parameters", parameters.get(i).get("name").asText()));
    }
    parameters.add(reference("parameters", "X-Request-Id"));

    ObjectNode responses = operation.withObject("/responses");
    OF_EVERY_CALL.forEach(
        (status, description) ->
            responses.withObject("/" + status).put("description", description));
    Map<String, JsonNode> byStatus = new TreeMap<>();
    responses.properties().forEach(r -> byStatus.put(r.getKey(), r.getValue()));
    responses.removeAll();
    byStatus.forEach((status, response) -> complete(status, (ObjectNode) response));
    byStatus.forEach(responses::set);
  }

  private static void complete(String status, ObjectNode response) {
    ObjectNode headers = response.withObject("/headers");
    headers.fieldNames().forEachRemaining(name -> headers.set(name, reference("headers", name)));
    OF_EVERY_ANSWER.forEach(name -> headers.set(name, reference("headers", name)));
    if (status.equals("415")) {
      OF_UNSUPPORTED_MEDIA.forEach(name -> headers.set(name, reference("headers", name)));
    }
    String special = HEADER_OF_STATUS.get(status);
    if (special != null) {
      headers.set(special, reference("headers", special));
    }
    if (status.compareTo("400") >= 0) {
      response
          .putObject("content")
          .putObject("application/problem+json")
          .set("schema", reference("schemas", status.equals("410") ? "Gone" : "Problem"));
    }
  }

  private static ObjectNode reference(String kind, String name) {
    return JSON.createObjectNode().put("$ref", "#/components/" + kind + "/" + name);
  }

  /** As RFC 7396 merges, without its deletions. */
  private static void merge(ObjectNode target, JsonNode patch) {
    patch
        .properties()
        .forEach(
            field -> {
              JsonNode old = target.get(field.getKey());
              if (old instanceof ObjectNode object && field.getValue().isObject()) {
                merge(object, field.getValue());
              } else {
                target.set(field.getKey(), field.getValue());
              }
            });
  }

  private static String print(JsonNode document) throws JsonProcessingException {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
    return JSON.writer(printer).writeValueAsString(document) + "\n";
  }
}
