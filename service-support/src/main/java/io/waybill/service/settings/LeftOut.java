package io.waybill.service.settings;

import java.util.List;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;

/**
 * Leaves out auto-configurations that come with a library. Camel's own health indicators tell class
 * names, and log each failure at every probe. Spring Boot's security would close every service, as
 * it knows nothing of {@code waybill.security}. Spring MVC's observations count what {@code
 * http_requests_total} counts already, and there are no web sockets: each would cost every request.
 */
final class LeftOut implements AutoConfigurationImportFilter {
  private static final List<String> PACKAGES =
      List.of(
          "org.apache.camel.spring.boot.actuate.health.",
          "org.springframework.boot.autoconfigure.security.",
          "org.springframework.boot.actuate.autoconfigure.security.",
          "org.springframework.boot.actuate.autoconfigure.observation.web.",
          "org.springframework.boot.autoconfigure.websocket.");

  @Override
  public boolean[] match(String[] classes, AutoConfigurationMetadata metadata) {
    boolean[] matches = new boolean[classes.length];
    for (int i = 0; i < classes.length; i++) {
      String name = classes[i];
      matches[i] = name == null || PACKAGES.stream().noneMatch(name::startsWith);
    }
    return matches;
  }
}
