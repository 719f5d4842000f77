package io.waybill.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.local.Database;
import io.waybill.local.LocalPostgres;
import io.waybill.local.Ports;
import io.waybill.service.app.TestApp;
import io.waybill.service.app.TestService;
import io.waybill.service.edge.Strangers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
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

  @AfterEach
  void restartPostgres() {
    if (!postgres.isRunning()) {
      postgres.restart();
    }
  }

  @Test
  void waits_for_postgres_and_becomes_ready_by_itself(CapturedOutput output) {
    Database database = postgres.createDatabase("latedb");
    postgres.stop();
    try (TestService service = TestService.start(database)) {
      String waiting =
          "Waiting for PostgreSQL at 127.0.0.1:%1$d/latedb: Connection to 127.0.0.1:%1$d refused"
              .formatted(database.port());
      await().untilAsserted(() -> assertThat(output).contains(waiting));
      assertThat(service.http.get("/health/liveness").statusCode()).isEqualTo(200);
      assertThat(service.http.get("/metrics").statusCode()).isEqualTo(200);
      assertThat(service.http.get("/health/readiness").statusCode()).isEqualTo(503);
      assertThat(service.http.get("/health").statusCode()).isEqualTo(503);
      assertUnavailableProblem(service.http.get("/hello"), "/hello");
      assertUnavailableProblem(service.http.get("/healthy"), "/healthy");
      int ticks = TestApp.ticks.get();

      postgres.restart();
      service.awaitReady();

      assertThat(service.http.get("/hello").body()).isEqualTo("hello");
      assertThat(output).containsOnlyOnce(waiting);
      await().until(() -> TestApp.ticks.get() > ticks);
    }
  }

  @Test
  void starts_a_kamelet_that_a_request_names_first() {
    try (TestService service = TestService.start(postgres.createDatabase("kameletdb"))) {
      service.awaitReady();

      assertThat(service.http.get("/late?name=late-sink").body()).isEqualTo("late");
    }
  }

  @Tag("long")
  @Test
  void a_collector_that_is_away_and_strangers_are_a_few_lines(CapturedOutput output)
      throws Exception {
    try (TestService service =
        TestService.start(
            postgres.createDatabase("noisedb"),
            "--otel.exporter.otlp.endpoint=http://127.0.0.1:" + Ports.free(),
            "--otel.bsp.schedule.delay=20")) {
      service.awaitReady();
      for (int i = 0; i < 100; i++) {
        service.http.get("/hello");
      }
      await().untilAsserted(() -> assertThat(linesOf(output, "Failed to export")).isNotEmpty());
      List<String> lines = Strangers.linesAbout(service.port());

      assertThat(lines).hasSizeLessThanOrEqualTo(10);
      assertThat(linesOf(output, "Failed to export")).hasSizeLessThanOrEqualTo(11);
      assertThat(service.http.get("/hello").body()).isEqualTo("hello");
    }
  }

  private static List<String> linesOf(CapturedOutput output, String text) {
    return output.toString().lines().filter(line -> line.contains(text)).toList();
  }

  private static String at(HttpResponse<String> answer, String pointer) {
    try {
      return new ObjectMapper().readTree(answer.body()).at(pointer).asText();
    } catch (JsonProcessingException e) {
      throw new AssertionError("No JSON: " + answer.body(), e);
    }
  }

  @Tag("long")
  @Test
  void is_ready_without_kafka_and_says_so(CapturedOutput output) {
    try (TestService service =
        TestService.start(
            postgres.createDatabase("nokafkadb"),
            "--KAFKA_BROKERS=kafka.invalid:9092",
            "--waybill.health.parts=relay,executor")) {
      service.awaitReady();
      await()
          .untilAsserted(
              () -> assertThat(output).contains("Waiting for Kafka at kafka.invalid:9092"));

      HttpResponse<String> health = service.http.get("/health");

      assertThat(health.statusCode()).isEqualTo(200);
      assertThat(at(health, "/status")).isEqualTo("UP");
      assertThat(at(health, "/components/kafka/status")).isEqualTo("DOWN");
      assertThat(at(health, "/components/db/status")).isEqualTo("UP");
      assertThat(at(health, "/components/executor/details/reason")).isEqualTo("not started yet");
      assertThat(health.body()).doesNotContain("xception", "org.");
      assertThat(service.http.get("/health/readiness").body()).doesNotContain("kafka");

      service.stopRoute("slow");
      assertThat(at(service.http.get("/health"), "/components/stoppedRoutes/details/stopped/0"))
          .isEqualTo("slow");
      assertThat(service.http.get("/health").statusCode()).isEqualTo(503);
      assertThat(service.http.get("/health/readiness").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void is_not_ready_without_kafka_where_that_is_required() {
    try (TestService service =
        TestService.start(
            postgres.createDatabase("needskafkadb"),
            "--waybill.kafka.required-for-readiness=true")) {
      await().until(() -> service.http.get("/hello").statusCode() == 200);

      assertThat(service.http.get("/health/readiness").statusCode()).isEqualTo(503);
      assertThat(at(service.http.get("/health/readiness"), "/components/kafka/status"))
          .isEqualTo("DOWN");
      assertThat(service.http.get("/health").statusCode()).isEqualTo(503);
    }
  }

  @Test
  void notices_that_postgres_goes_and_comes_back() {
    try (TestService service = TestService.start(postgres.createDatabase("flakydb"))) {
      service.awaitReady();

      postgres.stop();
      await().until(() -> service.http.get("/health/readiness").statusCode() == 503);
      await()
          .untilAsserted(
              () ->
                  assertThat(at(service.http.get("/health"), "/components/db/details/reason"))
                      .startsWith("Connection to "));
      assertThat(service.http.get("/health/liveness").statusCode()).isEqualTo(200);

      postgres.restart();
      service.awaitReady();
    }
  }

  @Test
  void exposes_health_and_metrics_only() {
    try (TestService service = TestService.start(postgres.createDatabase("metricsdb"))) {
      service.awaitReady();
      service.http.get("/hello");

      HttpResponse<String> metrics = service.http.get("/metrics");

      assertThat(metrics.headers().firstValue("content-type").orElseThrow())
          .startsWith("text/plain");
      assertThat(metrics.body())
          .contains("camel_exchanges_total{", "routeId=\"hello\"", "jvm_memory_", "hikaricp_");
      for (String path : new String[] {"/", "/env", "/beans", "/actuator", "/prometheus"}) {
        assertThat(service.http.get(path).statusCode()).as(path).isEqualTo(404);
      }
    }
  }

  @Test
  void carries_request_id_and_trace_into_route_log_and_answer(CapturedOutput output) {
    String trace = "0af7651916cd43dd8448eb211c80319c";
    try (TestService service = TestService.start(postgres.createDatabase("tracedb"))) {
      service.awaitReady();

      HttpResponse<String> answer =
          service.http.get(
              "/trace",
              "X-Request-Id",
              "order 66",
              "traceparent",
              "00-" + trace + "-b7ad6b7169203331-01");

      assertThat(answer.headers().allValues("x-request-id")).containsExactly("order 66");
      assertThat(answer.body())
          .matches("00-" + trace + "-(?!b7ad6b7169203331)[0-9a-f]{16}-01 order 66");
      String line =
          output
              .toString()
              .lines()
              .filter(l -> l.contains("in the route"))
              .findFirst()
              .orElseThrow();
      assertThat(line)
          .startsWith("{\"timestamp\":\"")
          .contains(
              "\"level\":\"INFO\"",
              "\"logger\":\"io.waybill.service.app.TestApp\"",
              "\"message\":\"in the route\"",
              "\"service\":\"routes-test\"",
              "\"trace_id\":\"" + trace + "\"",
              "\"span_id\":\"",
              "\"correlation_id\":\"order 66\"");
      assertThat(service.http.get("/health").headers().firstValue("x-request-id")).isPresent();
      assertThat(service.http.get("/nothing").headers().firstValue("x-request-id")).isPresent();
    }
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
