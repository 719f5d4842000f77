package io.waybill.service.settings;

import io.waybill.service.kafka.KafkaSecurity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.Profiles;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.support.ResourcePropertySource;

/**
 * Puts the defaults that the services share behind everything else, so that any other source
 * overrides them, then checks the settings.
 */
final class ServiceSettings implements EnvironmentPostProcessor, Ordered {
  private static final String FILE = "classpath:waybill-defaults.properties";
  private static final String PRODUCTION_FILE = "classpath:waybill-defaults-production.properties";
  private static final String LOCAL_FILE = "classpath:waybill-defaults-local.properties";

  @Override
  public void postProcessEnvironment(ConfigurableEnvironment settings, SpringApplication app) {
    MutablePropertySources sources = settings.getPropertySources();
    if (sources.contains("waybill-defaults")) {
      return;
    }
    if (settings.acceptsProfiles(Profiles.of("local"))) {
      addLast(sources, file("waybill-defaults-local", LOCAL_FILE));
    }
    boolean production = settings.acceptsProfiles(Profiles.of(ProductionCheck.PROFILE));
    if (production) {
      addLast(sources, file("waybill-defaults-production", PRODUCTION_FILE));
    }
    String sslMode = production ? "verify-full" : "prefer";
    DatabaseSettings.prefix(settings)
        .map(prefix -> DatabaseSettings.dataSource(settings, prefix, sslMode))
        .ifPresent(
            defaults -> addLast(sources, new MapPropertySource("waybill-database", defaults)));
    addLast(sources, file("waybill-defaults", FILE));
    new SettingsCheck(settings).run();
    if (production) {
      new ProductionCheck(settings).run(app.getWebApplicationType() != WebApplicationType.NONE);
    }
    addLast(sources, new MapPropertySource("waybill-derived", derived(settings)));
  }

  private static Map<String, Object> derived(ConfigurableEnvironment settings) {
    Map<String, Object> derived = new LinkedHashMap<>();
    Duration shutdown =
        DurationStyle.detectAndParse(settings.getRequiredProperty("waybill.shutdown-timeout"));
    // Camel counts whole seconds, and takes 0 for an error.
    derived.put("camel.main.shutdown-timeout", Math.max(1, shutdown.toSeconds()));
    boolean kafka =
        settings.getProperty("waybill.kafka.required-for-readiness", Boolean.class, false);
    derived.put(
        "management.endpoint.health.group.readiness.include",
        "readinessState,db,routes" + (kafka ? ",kafka" : "") + required(settings));
    KafkaSecurity.clientSettings(settings)
        .forEach(
            (name, value) -> derived.put("camel.component.kafka." + name.replace('.', '-'), value));
    derived.putAll(TlsSettings.bundle(settings));
    return derived;
  }

  private static String required(Environment settings) {
    String parts = settings.getProperty("waybill.health.required-parts", "");
    return parts.isBlank() ? "" : "," + parts;
  }

  private static PropertySource<?> file(String name, String location) {
    try {
      return new ResourcePropertySource(name, location, ServiceSettings.class.getClassLoader());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void addLast(MutablePropertySources sources, PropertySource<?> source) {
    sources.addLast(source);
  }

  /** After the application's own files are read. */
  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE - 10;
  }
}
