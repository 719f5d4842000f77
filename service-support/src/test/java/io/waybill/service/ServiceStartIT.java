package io.waybill.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.local.Database;
import io.waybill.local.LocalPostgres;
import io.waybill.service.app.TestService;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class ServiceStartIT {
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
  void waits_for_postgres_and_becomes_ready_by_itself(CapturedOutput output) {
    Database database = postgres.createDatabase("latedb");
    postgres.stop();
    try (TestService service = TestService.start(database)) {
      await()
          .untilAsserted(
              () ->
                  assertThat(output)
                      .contains(
                          "Waiting for PostgreSQL at 127.0.0.1:%d/latedb: Connection to 127.0.0.1:%d refused"
                              .formatted(database.port(), database.port())));
      assertThat(service.http.get("/health/liveness").statusCode()).isEqualTo(200);
      assertThat(service.http.get("/metrics").statusCode()).isEqualTo(200);
      assertThat(service.http.get("/health/readiness").statusCode()).isEqualTo(503);
      assertThat(service.http.get("/health").statusCode()).isEqualTo(503);
      assertUnavailableProblem(service.http.get("/hello"), "/hello");
      assertUnavailableProblem(service.http.get("/health-not"), "/health-not");

      postgres.restart();

      await()
          .atMost(Duration.ofSeconds(15))
          .untilAsserted(
              () -> assertThat(service.http.get("/health/readiness").statusCode()).isEqualTo(200));
      HttpResponse<String> hello = service.http.get("/hello");
      assertThat(hello.statusCode()).isEqualTo(200);
      assertThat(hello.body()).isEqualTo("hello");
      assertThat(output).containsOnlyOnce("Waiting for PostgreSQL");
    }
  }

  @Test
  void health_is_up_without_kafka_but_shows_it(CapturedOutput output) {
    try (TestService service = ready(TestService.start(postgres.createDatabase("nokafkadb")))) {
      HttpResponse<String> health = service.http.get("/health");

      System.out.println(health.body());
      System.out.println(service.http.get("/metrics").body());
      assertThat(health.statusCode()).isEqualTo(200);
    }
  }

  private static TestService ready(TestService service) {
    await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> service.http.get("/health/readiness").statusCode() == 200);
    return service;
  }

  private static void assertUnavailableProblem(HttpResponse<String> answer, String path) {
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(answer.headers().firstValue("retry-after")).hasValue("1");
    assertThat(answer.headers().firstValue("x-request-id")).isPresent();
    assertThat(answer.body())
        .isEqualTo(
            """
            {"type":"about:blank","title":"Service Unavailable","status":503,\
            "detail":"The service is starting. Try again shortly.","instance":"%s"}"""
                .formatted(path));
  }
}
