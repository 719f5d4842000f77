package io.waybill.service.settings;

import java.util.List;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;

/**
 * Leaves out auto-configurations that come with a library. Camel's own health indicators tell class
 * names, and log each failure at every probe. Spring Boot's security would close every service, as
 * it knows nothing of {@code waybill.security}. Spring MVC's observations count what {@code
 * http_requests_total} counts already. Kafka is set by {@code waybill.kafka}, and {@code
 * spring.kafka} changes nothing of it.
 */
final class LeftOut implements AutoConfigurationImportFilter {
  static final List<String> NAMES =
      List.of(
          "org.apache.camel.component.kafka.springboot.SpringKafkaPropertiesAutoConfiguration",
          "org.apache.camel.spring.boot.actuate.health.",
          "org.springframework.boot.security.autoconfigure.",
          "org.springframework.boot.security.oauth2.server.resource.autoconfigure.",
          "org.springframework.boot.webmvc.autoconfigure.WebMvcObservationAutoConfiguration");

  @Override
  public boolean[] match(String[] classes, AutoConfigurationMetadata metadata) {
    boolean[] matches = new boolean[classes.length];
    for (int i = 0; i < classes.length; i++) {
      String name = classes[i];
      matches[i] = name == null || NAMES.stream().noneMatch(name::startsWith);
    }
    return matches;
  }
}
