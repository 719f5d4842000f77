package io.waybill.service.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import io.waybill.local.Ports;
import io.waybill.service.app.Http;
import io.waybill.service.edge.EdgeApp;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;

/** Who gets in over HTTP, and what the others are told. */
class HttpSecurityTest {
  private static final String READ = "/api/v1/resources";
  private static Issuer issuer;
  private static ConfigurableApplicationContext app;
  private static Http http;

  @BeforeAll
  static void start() {
    issuer = new Issuer();
    app =
        EdgeApp.start(
            "--waybill.security.enabled=true",
            "--waybill.security.issuer-uri=" + issuer.uri(),
            "--waybill.security.audience=waybill,other",
            "--waybill.security.metrics=ops",
            "--waybill.security.docs=closed");
    http = new Http(EdgeApp.port(app));
  }

  @AfterAll
  static void stop() {
    app.close();
    issuer.close();
  }

  private static HttpResponse<String> call(String method, String path, String token) {
    return token == null
        ? http.call(method, path)
        : http.call(method, path, "Authorization", "Bearer " + token);
  }

  /** Tokens that nobody may get in with. */
  enum Bad {
    EXPIRED,
    NOT_YET,
    ENDLESS,
    OTHER_KEY,
    OTHER_KEY_OF_THE_SAME_NAME,
    UNSIGNED,
    PUBLIC_KEY_AS_SECRET,
    OTHER_ISSUER,
    OTHER_AUDIENCE,
    NO_AUDIENCE,
    NO_SUBJECT,
    NOT_A_TOKEN;

    String token() {
      JWTClaimsSet.Builder claims = issuer.claims("resources:read");
      return switch (this) {
        case EXPIRED -> issuer.sign(claims.expirationTime(inSeconds(-60)).build());
        case NOT_YET -> issuer.sign(claims.notBeforeTime(inSeconds(60)).build());
        case ENDLESS -> issuer.sign(claims.expirationTime(null).build());
        case OTHER_KEY -> Issuer.sign(claims.build(), Issuer.rsa("unknown"));
        case OTHER_KEY_OF_THE_SAME_NAME -> Issuer.sign(claims.build(), Issuer.rsa("rsa"));
        case UNSIGNED -> Issuer.unsigned(claims.build());
        case PUBLIC_KEY_AS_SECRET -> issuer.hmac(claims.build());
        case OTHER_ISSUER -> issuer.sign(claims.issuer("https://else.example").build());
        case OTHER_AUDIENCE -> issuer.sign(claims.audience("else").build());
        case NO_AUDIENCE -> issuer.sign(claims.audience((String) null).build());
        case NO_SUBJECT -> issuer.sign(claims.subject(null).build());
        case NOT_A_TOKEN -> "abc";
      };
    }

    private static Date inSeconds(long seconds) {
      return Date.from(Instant.now().plusSeconds(seconds));
    }
  }

  @ParameterizedTest
  @EnumSource
  void refuses_a_bad_token(Bad bad) {
    HttpResponse<String> answer = call("GET", READ, bad.token());

    assertProblem(answer, 401);
    assertThat(challenge(answer)).startsWith("Bearer error=\"invalid_token\", error_description=");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic YTpi", "Bearer", "Bearer a b", "bearer:x", "Bearer \"x\""})
  void refuses_what_is_no_bearer_token(String authorization) {
    HttpResponse<String> answer = http.call("GET", READ, "Authorization", authorization);

    assertProblem(answer, 401);
    assertThat(challenge(answer)).isEqualTo("Bearer");
    assertThat(answer.body()).contains("Authorization: Bearer");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {READ, "/ops/outbox", "/metrics", "/docs/index.html", "/openapi.json", "/else"})
  void refuses_who_sends_no_token(String path) {
    HttpResponse<String> answer = call("GET", path, null);

    assertProblem(answer, 401);
    assertThat(challenge(answer)).isEqualTo("Bearer");
    assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health", "/health/liveness"})
  void leaves_health_open(String path) {
    assertThat(call("GET", path, null).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/v1/resources, resources:read",
    "HEAD, /api/v1/resources, resources:read",
    "POST, /api/v1/resources, resources:write",
    "PUT, /api/v1/resources, resources:write",
    "DELETE, /api/v1/resources, resources:write",
    "PATCH, /api/v1/resources, resources:write",
    "GET, /ops/outbox, ops",
    "POST, /ops/outbox, ops",
    "GET, /metrics, ops"
  })
  void wants_the_scope_of_the_call(String method, String path, String scope) {
    List<String> all = List.of(Scopes.RESOURCES_READ, Scopes.RESOURCES_WRITE, Scopes.OPS);
    String others = String.join(" ", all.stream().filter(other -> !other.equals(scope)).toList());

    HttpResponse<String> refusal = call(method, path, issuer.token(others));
    assertThat(refusal.statusCode()).isEqualTo(403);
    assertThat(challenge(refusal))
        .isEqualTo("Bearer error=\"insufficient_scope\", scope=\"" + scope + "\"");
    assertThat(call(method, path, issuer.token("x " + scope)).statusCode()).isEqualTo(200);
    if (!method.equals("HEAD")) {
      assertProblem(refusal, 403);
    }
  }

  @Test
  void takes_scopes_as_a_list_and_by_their_short_name() {
    String list =
        issuer.sign(issuer.claims(null).claim("scp", List.of("x", "resources:read")).build());
    String text = issuer.sign(issuer.claims(null).claim("scp", "resources:read").build());

    assertThat(call("GET", READ, list).statusCode()).isEqualTo(200);
    assertThat(call("GET", READ, text).statusCode()).isEqualTo(200);
  }

  @Test
  void takes_elliptic_curves() {
    String token = Issuer.sign(issuer.claims("resources:read").build(), issuer.ec);

    assertThat(call("GET", READ, token).statusCode()).isEqualTo(200);
  }

  /** RFC 9068, 4, and RFC 7515, 4.1.9: with or without "application/", in any case. */
  @ParameterizedTest
  @CsvSource({
    "JWT, 200",
    "at+jwt, 200",
    "AT+JWT, 200",
    "application/at+jwt, 200",
    "Application/At+Jwt, 200",
    "dpop+jwt, 401",
    "application/logout+jwt, 401"
  })
  void takes_the_types_of_access_tokens(String type, int status) {
    String token = Issuer.sign(issuer.claims("resources:read").build(), issuer.rsa, type);

    assertThat(call("GET", READ, token).statusCode()).isEqualTo(status);
  }

  @Test
  void lets_any_caller_see_the_docs_and_what_is_not_there() {
    String token = issuer.token("");

    assertThat(call("GET", "/docs/index.html", token).statusCode()).isEqualTo(200);
    assertProblem(call("GET", "/else", token), 404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health/../api/v1/resources", "/health/..;/api/v1/resources"})
  void is_not_led_astray_by_the_path(String path) {
    assertThat(call("GET", path, null).statusCode()).isIn(400, 401);
  }

  @Test
  void says_503_while_the_keys_cannot_be_fetched() {
    try (ConfigurableApplicationContext away =
        EdgeApp.start(
            "--waybill.security.enabled=true",
            "--waybill.security.jwk-set-uri=http://127.0.0.1:" + Ports.free())) {
      HttpResponse<String> answer =
          new Http(EdgeApp.port(away))
              .get(READ, "Authorization", "Bearer " + issuer.token("resources:read"));

      assertProblem(answer, 503);
      assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
      assertThat(answer.headers().firstValue("WWW-Authenticate")).isEmpty();
    }
  }

  @Test
  void limits_each_caller_apart_from_others_at_the_same_address() {
    try (ConfigurableApplicationContext limited =
        EdgeApp.start(
            "--waybill.security.enabled=true",
            "--waybill.security.issuer-uri=" + issuer.uri(),
            "--waybill.rate-limit.enabled=true",
            "--waybill.rate-limit.requests=2",
            "--waybill.rate-limit.period=1h")) {
      Http calls = new Http(EdgeApp.port(limited));
      String alice = "Bearer " + issuer.token("resources:read");
      String bob = "Bearer " + issuer.sign(issuer.claims("resources:read").subject("bob").build());

      assertThat(calls.get(READ, "Authorization", alice).statusCode()).isEqualTo(200);
      // Refused for its scope, and counted all the same.
      assertThat(calls.get("/ops/outbox", "Authorization", alice).statusCode()).isEqualTo(403);
      assertProblem(calls.get(READ, "Authorization", alice), 429);
      assertThat(calls.get(READ, "Authorization", bob).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void answers_gRPC_alike() {
    CallerAuthentication callers = app.getBean(CallerAuthentication.class);

    Caller caller = callers.authenticate("bearer " + issuer.token("tasks:read tasks:write"));

    assertThat(caller.name()).isEqualTo("alice");
    assertThat(caller.scopes()).containsExactlyInAnyOrder("tasks:read", "tasks:write");
    assertThat(caller.may(Scopes.TASKS_READ)).isTrue();
    assertThat(caller.may(Scopes.OPS)).isFalse();
  }

  private static void assertProblem(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(answer.headers().firstValue("X-Request-Id")).isPresent();
    assertThat(answer.body()).contains("\"status\":" + status).doesNotContain("Exception");
  }

  private static String challenge(HttpResponse<String> answer) {
    return answer.headers().firstValue("WWW-Authenticate").orElse(null);
  }
}
