package io.waybill.service;

import io.waybill.service.database.MigrateOnly;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Starts a Waybill service: the only line in a service's {@code main}. */
public final class WaybillService {
  private WaybillService() {}

  /**
   * Starts the service and leaves it running, or, when asked to migrate only, migrates the database
   * and ends with exit code 0. A start that fails ends with exit code 1.
   */
  public static void run(Class<?> app, String... args) {
    try {
      if (MigrateOnly.isAskedFor(args)) {
        MigrateOnly.run(app, args);
        System.exit(0);
      }
      start(app, args);
    } catch (Throwable reported) {
      // Spring Boot has told why, through StartFailureReporter where a setting is the reason.
      System.exit(1);
    }
  }

  /** Starts the service and returns its context, or throws; for tests. */
  public static ConfigurableApplicationContext start(Class<?> app, String... args) {
    return new SpringApplication(app).run(args);
  }
}
