package io.waybill.service.database;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Migrates the database with the service's settings and ends: no routes, no web server. */
public final class MigrateOnly {
  private static final String OPTION = "migrate-only";
  private static final String SETTING = "waybill.migrate-only";

  private MigrateOnly() {}

  /** By {@code --migrate-only}, or the setting {@code waybill.migrate-only}. */
  public static boolean isAskedFor(String... args) {
    StandardEnvironment settings = new StandardEnvironment();
    settings.getPropertySources().addFirst(new SimpleCommandLinePropertySource(args));
    return settings.containsProperty(OPTION) || settings.getProperty(SETTING, Boolean.class, false);
  }

  /** Waits for the database and returns when it is migrated. */
  public static void run(Class<?> app, String... args) throws InterruptedException {
    SpringApplication application = new SpringApplication(Migration.class);
    application.setMainApplicationClass(app);
    application.setWebApplicationType(WebApplicationType.NONE);
    application.setRegisterShutdownHook(false);
    application.addInitializers(
        context ->
            context
                .getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource(OPTION, Map.of("waybill.migrate-at-start", true))));
    try (ConfigurableApplicationContext context = application.run(args)) {
      context.getBean(SchemaGate.class).awaitReady();
    } catch (MigrationFailed e) {
      System.err.println(e.getMessage());
      throw e;
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration(DataSourceAutoConfiguration.class)
  @Import(SchemaConfiguration.class)
  static class Migration {}
}
