package io.waybill.rest.problem;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.rest.ServiceIT;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every error is a problem of RFC 9457, whoever finds it, and tells nothing of the inside. */
class ProblemsIT extends ServiceIT {
  private static final int MIB = 1 << 20;

  /** Sent as it is: method, path, headers and body. */
  private record Call(int status, String requestLine, String headers, String body) {
    @Override
    public String toString() {
      String what = requestLine + " " + headers + " " + body;
      return status + " " + what.substring(0, Math.min(what.length(), 80)).replaceAll("\\R", " ");
    }
  }

  private static Call call(int status, String requestLine, String headers, String body) {
    return new Call(status, requestLine, headers, body);
  }

  private static Call post(int status, String body) {
    return call(status, "POST " + RESOURCES, "Content-Type: application/json", body);
  }

  private static Call get(int status, String path) {
    return call(status, "GET " + path, "", "");
  }

  static Stream<Call> errors() {
    String json = "Content-Type: application/json";
    String ok = "{\"name\":\"n\"}";
    return Stream.of(
        post(400, ""),
        post(400, " "),
        post(400, "{"),
        post(400, "[]"),
        post(400, "null"),
        post(400, "\"text\""),
        post(400, ok + ok),
        post(400, "{}"),
        post(400, "{\"name\":null}"),
        post(400, "{\"name\":7}"),
        post(400, "{\"name\":\"\"}"),
        post(400, "{\"name\":\" \"}"),
        post(400, "{\"name\":\"a\\nb\"}"),
        post(400, "{\"name\":\"n\",\"descripton\":\"d\"}"),
        post(400, "{\"name\":[\"n\"]}"),
        post(400, "{\"name\":\"" + "n".repeat(256) + "\"}"),
        post(400, "{\"name\":\"n\",\"description\":{}}"),
        post(400, "{\"name\":\"n\",\"status\":\"\"}"),
        post(400, "{\"name\":\"n\",\"status\":\"" + "s".repeat(51) + "\"}"),
        post(400, "{\"name\":\"a\\u0000b\"}"),
        post(400, "{\"name\":\"a\\ud800b\"}"),
        post(400, "{\"name\":\"a\\udc00\\ud800\"}"),
        post(400, "{\"name\":\"n\",\"name\":\"m\"}"),
        post(400, "{\"name\":\"n\",\"x\":" + "[".repeat(5000) + "]".repeat(5000) + "}"),
        post(400, "{\"name\":\"n\",\"x\":" + "9".repeat(5000) + "}"),
        call(400, "POST " + RESOURCES, json + "\r\nIdempotency-Key: \"", ok),
        call(400, "POST " + RESOURCES, json + "\r\nIdempotency-Key: \"\"", ok),
        call(400, "POST " + RESOURCES, json + "\r\nIdempotency-Key: " + "k".repeat(256), ok),
        call(400, "PUT " + RESOURCES + "/x", json + "\r\nIf-Match: 1", ok),
        get(400, RESOURCES + "?limit=0"),
        get(400, RESOURCES + "?limit=-99999999999"),
        get(400, RESOURCES + "?limit=ten"),
        get(400, RESOURCES + "?limit="),
        get(400, RESOURCES + "?limit=1&limit=2"),
        get(400, RESOURCES + "?cursor=x"),
        get(400, RESOURCES + "?cursor=AAAA"),
        get(400, RESOURCES + "?status=%00"),
        get(400, RESOURCES + "?status="),
        get(400, RESOURCES + "?limit=%zz"),
        get(400, RESOURCES + "?%zz=1"),
        get(404, RESOURCES + "/none"),
        get(404, RESOURCES + "/" + "x".repeat(500)),
        get(404, RESOURCES + "/%F0%9F%9A%80"),
        get(404, "/"),
        get(404, "/api/v2/resources"),
        get(404, "/error"),
        call(404, "PUT " + RESOURCES + "/none", json, ok),
        call(404, "DELETE " + RESOURCES + "/none", "", ""),
        call(405, "PATCH " + RESOURCES, "", ""),
        call(405, "PUT " + RESOURCES, json, ok),
        call(405, "DELETE " + RESOURCES, "", ""),
        call(405, "POST " + RESOURCES + "/x", json, ok),
        call(405, "BREW " + RESOURCES, "", ""),
        call(405, "TRACE " + RESOURCES, "", ""),
        call(406, "GET " + RESOURCES, "Accept: text/html", ""),
        call(413, "POST " + RESOURCES, json, "{\"name\":\"" + "n".repeat(MIB) + "\"}"),
        call(415, "POST " + RESOURCES, "Content-Type: text/plain", ok),
        call(415, "POST " + RESOURCES, "Content-Type: application/x-www-form-urlencoded", ok),
        call(415, "POST " + RESOURCES, "Content-Type: nonsense", ok),
        call(415, "POST " + RESOURCES, "", ok),
        call(415, "PUT " + RESOURCES + "/x", "Content-Type: multipart/form-data", ok),
        call(415, "PATCH " + RESOURCES + "/x", json, ok),
        call(400, "GET /a|b^<>", "", ""),
        call(400, "GET /%00", "", ""),
        call(400, "GET", "", ""),
        call(400, "G@T /", "", ""),
        call(400, "GET /", "Bad Header: x", ""),
        call(400, "GET /", "X-Long: " + "x".repeat(70_000), ""),
        call(400, "GET /", "Transfer-Encoding: chunked\r\nTransfer-Encoding: x", ""),
        call(400, "GET /", "Content-Length: 1\r\nContent-Length: 2", ""));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void isAProblem(Call call) throws Exception {
    String answer = exchange(call);

    String head = answer.substring(0, Math.max(answer.indexOf("\r\n\r\n"), 0));
    assertThat(answer).matches("(?s)HTTP/1.1 " + call.status() + " .*");
    assertThat(head)
        .containsIgnoringCase("content-type: application/problem+json")
        .containsIgnoringCase("x-request-id: ");
    if (call.status() == 405) {
      assertThat(head).containsIgnoringCase("\r\nallow: ");
    }
    if (call.requestLine().startsWith("TRACE")) {
      return;
    }
    JsonNode problem = new ObjectMapper().readTree(answer.substring(head.length() + 4));
    assertThat(problem.get("status").asInt()).isEqualTo(call.status());
    assertThat(problem.get("type").asText()).isNotEmpty();
    assertThat(problem.get("title").asText()).isNotEmpty();
    assertThat(problem.get("detail").asText()).isNotEmpty();
    if (call.status() == 400 && problem.get("type").asText().startsWith("urn:")) {
      assertThat(problem.get("errors")).isNotEmpty();
      assertThat(problem.get("errors").get(0).get("field").asText()).isNotEmpty();
    }
    assertThat(answer)
        .doesNotContain("Exception", "java.", "org.", "SELECT", "INSERT", "Jackson", "StreamRead");
  }

  @Test
  void boundsAChunkedBody() throws IOException {
    StringBuilder chunks = new StringBuilder();
    String chunk = "x".repeat(65_536);
    for (int i = 0; i < 20; i++) {
      chunks.append("10000\r\n").append(chunk).append("\r\n");
    }
    String answer =
        exchange(
            "POST "
                + RESOURCES
                + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
                + chunks
                + "0\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 413 ").contains("application/problem+json");
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    byte[] body = "{\"name\":\"ä\"}".getBytes(StandardCharsets.ISO_8859_1);
    HttpResponse<String> answer =
        send(json(request(RESOURCES)).POST(BodyPublishers.ofByteArray(body)).build());
    assertThat(answer.statusCode()).isEqualTo(400);
  }

  @Test
  void countsCharactersNotBytes() {
    assertThat(post("{\"name\":\"" + "🚀".repeat(255) + "\"}").statusCode()).isEqualTo(201);
    assertThat(post("{\"name\":\"" + "🚀".repeat(256) + "\"}").statusCode()).isEqualTo(400);
  }

  @Test
  void namesEveryWrongField() {
    JsonNode errors = body(post("{\"status\":1,\"description\":2}")).get("errors");
    assertThat(errors.findValuesAsText("field"))
        .containsExactlyInAnyOrder("name", "status", "description");
  }

  @Test
  void saysWhenTheDatabaseIsAway() {
    String id = create("n");
    POSTGRES.stop();
    try {
      for (HttpResponse<String> answer :
          List.of(post("{\"name\":\"n\"}"), get(RESOURCES), put(id, "{\"name\":\"n\"}"))) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(header(answer, "Retry-After")).isNotNull();
        assertThat(header(answer, "Content-Type")).isEqualTo("application/problem+json");
      }
    } finally {
      POSTGRES.restart();
    }
    waitUntilItAnswers();
    assertThat(post("{\"name\":\"n\"}").statusCode()).isEqualTo(201);
  }

  private String exchange(Call call) throws IOException {
    byte[] body = call.body().getBytes(StandardCharsets.UTF_8);
    boolean framed =
        call.headers().contains("Content-Length") || call.headers().contains("Transfer");
    return exchange(
        call.requestLine()
            + (call.requestLine().contains(" ") ? " HTTP/1.1" : "")
            + "\r\nHost: x\r\nConnection: close\r\n"
            + (call.headers().isEmpty() ? "" : call.headers() + "\r\n")
            + (framed || body.length == 0 ? "" : "Content-Length: " + body.length + "\r\n")
            + "\r\n"
            + call.body());
  }

  private String exchange(String bytes) throws IOException {
    try (Socket socket = new Socket("localhost", port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
