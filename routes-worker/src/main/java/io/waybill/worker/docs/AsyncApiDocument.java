package io.waybill.worker.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.core.io.ClassPathResource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The AsyncAPI document of the module {@code events} as one JSON document, schemas included. */
final class AsyncApiDocument {
  private static final URI FOLDER = URI.create("events/");
  private static final ObjectMapper JSON = new ObjectMapper();

  private AsyncApiDocument() {}

  static byte[] json() {
    URI file = FOLDER.resolve("asyncapi.yaml");
    return withSchemas(read(file), file).toString().getBytes(StandardCharsets.UTF_8);
  }

  /** With the content of each file that the node refers to in place of the reference. */
  private static JsonNode withSchemas(JsonNode node, URI file) {
    if (node.path("$ref").isTextual() && !node.path("$ref").asText().startsWith("#")) {
      URI target = file.resolve(node.path("$ref").asText());
      ObjectNode whole = (ObjectNode) withSchemas(read(target), target);
      ObjectNode own = (ObjectNode) node;
      own.remove("$ref");
      // The referring schema's own title and $id win.
      whole.setAll(own);
      return whole;
    }
    if (node instanceof ObjectNode object) {
      for (String name : object.properties().stream().map(Map.Entry::getKey).toList()) {
        object.set(name, withSchemas(object.get(name), file));
      }
    }
    return node;
  }

  private static JsonNode read(URI file) {
    try (InputStream yaml = new ClassPathResource(file.toString()).getInputStream()) {
      // JSON is YAML, too.
      return JSON.valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml));
    } catch (IOException e) {
      throw new UncheckedIOException("Can't read " + file, e);
    }
  }
}
