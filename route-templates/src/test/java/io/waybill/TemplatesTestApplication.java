package io.waybill;

import io.waybill.local.Database;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpAutoConfiguration;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.test.context.DynamicPropertyRegistry;

/**
 * The smallest application that uses the templates. A test that calls routes over HTTP adds that.
 */
@SpringBootApplication(exclude = SpringBootPlatformHttpAutoConfiguration.class)
public class TemplatesTestApplication {
  /** Points the application at a database of the test and lets Flyway make the tables. */
  public static void useDatabase(DynamicPropertyRegistry registry, Database database) {
    registry.add("spring.datasource.url", database::jdbcUrl);
    registry.add("spring.datasource.username", database::user);
    registry.add("spring.datasource.password", database::password);
    // A test's servers may be gone before its routes.
    registry.add("camel.main.shutdown-timeout", () -> "1");
    registry.add("spring.datasource.hikari.connection-timeout", () -> "1000");
    registry.add("spring.flyway.locations", () -> "classpath:db/outbox,classpath:db/events");
    registry.add("spring.flyway.out-of-order", () -> "true");
  }
}
