package io.waybill.rest.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.springframework.core.io.Resource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The OpenAPI document as JSON, with the address at which its reader reaches the service. */
final class ServedDocument {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode document;
  private final String publicUrl;

  /**
   * @param publicUrl where clients reach the service; empty for the path of each request
   */
  ServedDocument(Resource yaml, String publicUrl) {
    this.document = read(yaml);
    this.publicUrl = publicUrl.endsWith("/") ? cut(publicUrl) : publicUrl;
  }

  /** The JSON, for a reader who reaches the service under this path. */
  byte[] under(String prefix) {
    String server = publicUrl.isEmpty() ? prefix : publicUrl;
    ObjectNode served = document.deepCopy();
    if (!server.isEmpty()) {
      ((ObjectNode) served.at("/servers/0")).put("url", server);
    }
    return served.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static JsonNode read(Resource yaml) {
    try (InputStream stream = yaml.getInputStream()) {
      return JSON.valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(stream));
    } catch (IOException e) {
      throw new UncheckedIOException("Can't read the OpenAPI document " + yaml, e);
    }
  }

  private static String cut(String text) {
    return text.substring(0, text.length() - 1);
  }
}
