package io.waybill.service.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;

/**
 * Names of Spring Boot and Camel in texts, which no compiler checks: after an upgrade, one that is
 * gone changes nothing, and says nothing.
 */
class UpstreamNamesTest {
  private static final ClassLoader LOADER = UpstreamNamesTest.class.getClassLoader();

  /** Settings whose keys Spring Boot does not name. */
  private static final Set<String> MAPS =
      Set.of(
          "management.endpoint.health.group.",
          "management.endpoints.web.path-mapping.",
          "spring.datasource.hikari.data-source-properties.");

  @Test
  void theInterfacesOfSpringFactoriesAreThere() throws Exception {
    Properties factories = read("META-INF/spring.factories");
    assertThat(factories).isNotEmpty();
    for (String name : factories.stringPropertyNames()) {
      Class<?> key = Class.forName(name, false, LOADER);
      assertThat(key)
          .as(name)
          .isAssignableFrom(Class.forName(factories.getProperty(name), false, LOADER))
          .matches(type -> !type.isAnnotationPresent(Deprecated.class), "is not deprecated");
    }
  }

  @Test
  void eachAutoConfigurationThatIsLeftOutIsThere() {
    List<String> there = ImportCandidates.load(AutoConfiguration.class, LOADER).getCandidates();
    for (String name : LeftOut.NAMES) {
      assertThat(there).as(name).anyMatch(each -> each.startsWith(name));
    }
  }

  /** Those that are named after a class. */
  static Stream<String> loggers() {
    return defaults("logging.level.")
        .map(name -> name.substring("logging.level.".length()))
        .filter(name -> Character.isUpperCase(name.charAt(name.lastIndexOf('.') + 1)));
  }

  @ParameterizedTest
  @MethodSource("loggers")
  void theClassOfEachLoggerIsThere(String name) {
    assertThatCode(() -> Class.forName(name, false, LOADER)).doesNotThrowAnyException();
  }

  @Test
  void eachSettingOfSpringBootIsThereAndNotDeprecated() throws IOException {
    Set<String> known = new HashSet<>();
    Set<String> gone = new HashSet<>();
    for (URL url :
        Collections.list(LOADER.getResources("META-INF/spring-configuration-metadata.json"))) {
      try (InputStream json = url.openStream()) {
        for (JsonNode property : new ObjectMapper().readTree(json).path("properties")) {
          boolean deprecated = property.has("deprecation") || property.has("deprecated");
          (deprecated ? gone : known).add(property.path("name").asText());
        }
      }
    }
    assertThat(Stream.of("spring.", "server.", "management.").flatMap(UpstreamNamesTest::defaults))
        .isNotEmpty()
        .doesNotContainAnyElementsOf(gone)
        .allMatch(name -> known.contains(name) || MAPS.stream().anyMatch(name::startsWith));
  }

  private static Stream<String> defaults(String prefix) {
    return read("waybill-defaults.properties").stringPropertyNames().stream()
        .filter(name -> name.startsWith(prefix));
  }

  private static Properties read(String resource) {
    Properties read = new Properties();
    try (InputStream in = LOADER.getResourceAsStream(resource)) {
      read.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return read;
  }
}
