package io.waybill.service.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.service.app.Http;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.ConfigurableApplicationContext;

/** What browsers let pages of other origins do, where callers need a token. */
class CorsTest {
  private static final String PAGE = "https://app.example.com";
  private static final String CALL = "/api/v1/resources";
  private static ConfigurableApplicationContext app;
  private static Http http;

  @BeforeAll
  static void start() {
    // Origin and Access-Control-Request-Method are not Java's clients' to set otherwise.
    System.setProperty("jdk.httpclient.allowRestrictedHeaders", "origin,host");
    app =
        EdgeApp.start(
            "--waybill.cors.allowed-origins=" + PAGE + ",http://localhost:3000",
            "--waybill.security.enabled=true",
            "--waybill.security.jwk-set-uri=file:/none");
    http = new Http(EdgeApp.port(app));
  }

  @AfterAll
  static void stop() {
    app.close();
  }

  private static HttpResponse<String> preflight(String origin, String method, String headers) {
    return http.call(
        "OPTIONS",
        CALL,
        "Origin",
        origin,
        "Access-Control-Request-Method",
        method,
        "Access-Control-Request-Headers",
        headers);
  }

  @ParameterizedTest
  @CsvSource({
    PAGE + ", POST, 'authorization,content-type,idempotency-key'",
    PAGE + ", PATCH, 'content-type,if-match'",
    "http://localhost:3000, PUT, if-match",
    PAGE + ", DELETE, x-request-id"
  })
  void answersAPreflightWithoutAToken(String origin, String method, String headers) {
    HttpResponse<String> answer = preflight(origin, method, headers);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "Access-Control-Allow-Origin")).isEqualTo(origin);
    assertThat(header(answer, "Access-Control-Allow-Methods")).contains(method);
    assertThat(header(answer, "Access-Control-Allow-Headers").replace(" ", ""))
        .isEqualToIgnoringCase(headers);
    assertThat(header(answer, "Access-Control-Max-Age")).isEqualTo("3600");
    assertThat(header(answer, "Access-Control-Allow-Credentials")).isNull();
    assertThat(answer.headers().allValues("Vary")).contains("Origin");
  }

  @ParameterizedTest
  @CsvSource({
    "https://evil.example, POST",
    "http://app.example.com, POST",
    "https://app.example.com:8443, POST",
    "null, POST",
    PAGE + ", TRACE"
  })
  void refusesAPreflightWithAProblem(String origin, String method) {
    assertProblem(preflight(origin, method, "content-type"));
  }

  @Test
  void refusesACallOfAnotherOriginWithAProblem() {
    assertProblem(http.get(CALL, "Origin", "https://evil.example"));
  }

  /** Or a page could not find out why it was refused. */
  @ParameterizedTest
  @CsvSource({CALL + ", 401", "/none, 401", "/api/%25, 400", "/health, 200"})
  void letsThePageReadEveryAnswer(String path, int status) {
    HttpResponse<String> answer = http.get(path, "Origin", PAGE);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(header(answer, "Access-Control-Allow-Origin")).isEqualTo(PAGE);
    assertThat(List.of(header(answer, "Access-Control-Expose-Headers").split(", *")))
        .contains(
            "ETag",
            "Link",
            "Location",
            "X-Request-Id",
            "X-Total-Count",
            "Retry-After",
            "Idempotent-Replayed");
  }

  @Test
  void saysNothingToWhomNoBrowserAsksFor() {
    HttpResponse<String> answer = http.get("/health");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "Access-Control-Allow-Origin")).isNull();
  }

  @Test
  void isOffByDefault() {
    try (ConfigurableApplicationContext plain = EdgeApp.start()) {
      HttpResponse<String> answer = new Http(EdgeApp.port(plain)).get(CALL, "Origin", PAGE);

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(header(answer, "Access-Control-Allow-Origin")).isNull();
      assertThat(header(answer, "Vary")).isNull();
    }
  }

  private static void assertProblem(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(header(answer, "Content-Type")).isEqualTo("application/problem+json");
    assertThat(header(answer, "Access-Control-Allow-Origin")).isNull();
    assertThat(header(answer, "X-Request-Id")).isNotNull();
    assertThat(answer.body()).contains("\"status\":403", "waybill.cors", "\"instance\":\"" + CALL);
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse(null);
  }
}
