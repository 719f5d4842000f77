package io.waybill.service.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.waybill.local.Database;
import io.waybill.local.LocalPostgres;
import io.waybill.service.app.TestApp;
import io.waybill.service.app.TestProcess;
import io.waybill.service.app.TestService;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class MigrationIT {
  private static LocalPostgres postgres;

  @BeforeAll
  static void startPostgres() {
    postgres = LocalPostgres.start();
  }

  @AfterAll
  static void stopPostgres() {
    postgres.close();
  }

  @Test
  void two_replicas_at_once_migrate_once() throws Exception {
    Database database = postgres.createDatabase("twicedb");

    CompletableFuture<Void> one = run(() -> awaitReady(database, "classpath:db/slow"));
    CompletableFuture<Void> other = run(() -> awaitReady(database, "classpath:db/slow"));

    CompletableFuture.allOf(one, other).get(120, TimeUnit.SECONDS);
    assertThat(count(database, "SELECT count(*) FROM flyway_schema_history")).isEqualTo(1);
  }

  @Test
  void a_run_that_only_migrates_ends_with_0() throws Exception {
    Database database = postgres.createDatabase("onlydb");

    TestProcess process = TestProcess.run(TestService.arguments(database, "--migrate-only"));

    assertThat(process.err()).isEmpty();
    assertThat(process.exitCode()).isZero();
    assertThat(process.out()).contains("Migrated ").doesNotContain("Camel");
    assertThat(count(database, "SELECT count(*) FROM things")).isZero();
  }

  @Test
  void a_broken_migration_ends_the_service_with_one_line() throws Exception {
    Database database = postgres.createDatabase("brokendb");

    TestProcess process =
        TestProcess.run(
            TestService.arguments(database, "--spring.flyway.locations=classpath:db/broken"));

    assertThat(process.exitCode()).isEqualTo(1);
    assertThat(process.err())
        .startsWith(
            "The migration of %s:%d/brokendb failed: ".formatted(database.host(), database.port()))
        .contains("nosuchtype")
        .hasLineCount(1);
  }

  @Tag("long")
  @Test
  void leaves_the_schema_to_another_when_told_so(CapturedOutput output) throws Exception {
    Database database = postgres.createDatabase("otherdb");
    try (TestService service = TestService.start(database, "--waybill.migrate-at-start=false")) {
      await()
          .untilAsserted(
              () ->
                  assertThat(output)
                      .contains("otherdb: pending migrations: 1; run the service with"));
      assertThat(service.http.get("/health/readiness").statusCode()).isEqualTo(503);

      MigrateOnly.run(TestApp.class, TestService.arguments(database, "--migrate-only"));

      service.awaitReady();

      // What the restore of an older backup leaves.
      execute(database, "DROP TABLE things; DELETE FROM flyway_schema_history");
      await()
          .untilAsserted(
              () ->
                  assertThat(service.http.get("/health/readiness").body())
                      .contains("its schema is older than this service"));
      assertThat(service.http.get("/health/readiness").statusCode()).isEqualTo(503);
      execute(database, "DROP TABLE flyway_schema_history");
      await()
          .during(Duration.ofSeconds(1))
          .until(() -> service.http.get("/health/readiness").statusCode() == 503);

      MigrateOnly.run(TestApp.class, TestService.arguments(database, "--migrate-only"));

      service.awaitReady();
    }
  }

  @Test
  void a_changed_migration_is_refused() {
    Database database = postgres.createDatabase("changeddb");
    schema(database, "classpath:db/migration").migrate();

    assertThatThrownBy(() -> awaitReady(database, "classpath:db/slow"))
        .isInstanceOf(MigrationFailed.class)
        .hasMessageContaining("changeddb failed: Validate failed");
  }

  private static Void awaitReady(Database database, String location) throws Exception {
    new SchemaGate(schema(database, location), true).awaitReady();
    return null;
  }

  private static Schema schema(Database database, String location) {
    return new Schema(database.jdbcUrl(), database.user(), database.password(), "test", location);
  }

  private static CompletableFuture<Void> run(Callable<Void> work) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return work.call();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static void execute(Database database, String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static long count(Database database, String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    }
  }
}
