package io.waybill.rest.docs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.core.io.Resource;

/** The OpenAPI document, with the address at which its reader reaches the service. */
final class ServedDocument {
  private static final String SERVER = "\"url\" : \"/\"";

  private final String text;
  private final String publicUrl;

  /**
   * @param publicUrl where clients reach the service; empty for the path of each request
   */
  ServedDocument(Resource document, String publicUrl) throws IOException {
    this.text = document.getContentAsString(StandardCharsets.UTF_8);
    if (!text.contains(SERVER)) {
      throw new IllegalStateException("The document names no server: " + document);
    }
    this.publicUrl = publicUrl.endsWith("/") ? cut(publicUrl) : publicUrl;
  }

  /** The JSON, for a reader who reaches the service under this path. */
  byte[] under(String prefix) {
    String server = publicUrl.isEmpty() ? prefix : publicUrl;
    String served = server.isEmpty() ? text : text.replace(SERVER, "\"url\" : \"" + server + "\"");
    return served.getBytes(StandardCharsets.UTF_8);
  }

  private static String cut(String text) {
    return text.substring(0, text.length() - 1);
  }
}
