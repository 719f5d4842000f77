package io.waybill.camelk;

import io.waybill.local.Database;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.flywaydb.core.Flyway;

/** A service from its Integration's sources, compiled by Camel, on camel-main. */
final class SourceService implements AutoCloseable {
  private final Main main = new Main();

  private SourceService() {}

  /**
   * Starts it as the operator would: sources, properties and SQL of the manifests, and an
   * environment.
   *
   * @param directory where the pod's files go
   */
  static SourceService start(
      String name, Path directory, Database database, Map<String, String> environment)
      throws Exception {
    Integration integration = Integration.named(name);
    SourceService service = new SourceService();
    Main main = service.main;
    main.configure()
        .withRoutesIncludePattern(
            String.join(",", integration.writeSources(directory.resolve("sources"))));
    for (String property : integration.properties()) {
      String[] pair = property.split("=", 2);
      main.addInitialProperty(pair[0], pair[1]);
    }
    String prefix = name.replace("-service", "").toUpperCase(Locale.ROOT) + "_DB_";
    main.addOverrideProperty(prefix + "HOST", database.host());
    main.addOverrideProperty(prefix + "PORT", Integer.toString(database.port()));
    main.addOverrideProperty(prefix + "NAME", database.name());
    main.addOverrideProperty(prefix + "USER", database.user());
    main.addOverrideProperty(prefix + "PASSWORD", database.password());
    environment.forEach(main::addOverrideProperty);
    Path resources = Integration.writeMounts(name, directory.resolve("resources"));
    main.addMainListener(
        new MainListenerSupport() {
          @Override
          public void beforeConfigure(BaseMainSupport starting) {
            starting.getCamelContext().setApplicationContextClassLoader(classPath(resources));
          }
        });
    main.start();
    return service;
  }

  /** Makes the tables, as the job {@code --migrate-only} of the module does. */
  static void migrate(Database database, String... locations) {
    Flyway.configure()
        .dataSource(database.jdbcUrl(), database.user(), database.password())
        .locations(locations)
        .load()
        .migrate();
  }

  private static ClassLoader classPath(Path mounts) {
    try {
      return new URLClassLoader(
          new URL[] {Files.createDirectories(mounts).toUri().toURL()},
          SourceService.class.getClassLoader());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    main.stop();
  }
}
