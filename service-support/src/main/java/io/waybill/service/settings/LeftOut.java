package io.waybill.service.settings;

import java.util.List;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;

/**
 * Leaves out auto-configurations that come with a library. Camel's own health indicators tell class
 * names, and log each failure at every probe. Spring Boot's security would close every service, as
 * it knows nothing of {@code waybill.security}.
 */
final class LeftOut implements AutoConfigurationImportFilter {
  private static final List<String> PACKAGES =
      List.of(
          "org.apache.camel.spring.boot.actuate.health.",
          "org.springframework.boot.autoconfigure.security.",
          "org.springframework.boot.actuate.autoconfigure.security.");

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
