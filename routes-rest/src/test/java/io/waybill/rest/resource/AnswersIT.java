package io.waybill.rest.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.rest.ServiceIT;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What answers have in common, and that no request is understood by halves. */
class AnswersIT extends ServiceIT {
  private static final String[] OPERATOR = {"Authorization", "Bearer " + OPERATOR_TOKEN};

  @Test
  void hasJsonWithoutSpaces() {
    HttpResponse<String> created =
        post("{ \"name\" : \"a \\\"b\\\"\", \"description\" : \"c : d\\n\" }");
    String id = body(created).get("id").asText();
    String at = body(created).get("created_at").asText();
    assertThat(created.body())
        .isEqualTo(
            "{\"id\":\"%s\",\"name\":\"a \\\"b\\\"\",\"description\":\"c : d\\n\",\"status\":\"active\",\"created_at\":\"%s\",\"updated_at\":\"%s\"}"
                .formatted(id, at, at));
    assertThat(put(id, "{\"name\":\"n\"}", "Idempotency-Key", "spaces").body())
        .startsWith("{\"id\":\"" + id + "\",\"name\":\"n\",\"description\":null,");
  }

  @Test
  void saysHowLongAnAnswerMayBeKept() {
    String id = create("n");
    for (HttpResponse<String> answer :
        List.of(
            get(RESOURCES + "/" + id),
            get(RESOURCES + "/" + id, "If-None-Match", "*"),
            get(RESOURCES + "?limit=1"),
            get(RESOURCES + "/none"),
            post("{}"))) {
      assertThat(header(answer, "Cache-Control")).isEqualTo("no-cache, private");
    }
    assertThat(header(get("/ops/outbox", OPERATOR), "Cache-Control")).isEqualTo("no-store");
    assertThat(header(get("/ops/outbox"), "Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void saysThatAResourceWasDeletedWhileItsEventIsKept() {
    String id = create("n");
    put(id, "{\"name\":\"m\"}");
    delete(id);
    for (HttpResponse<String> gone : callsTo(id)) {
      assertThat(gone.statusCode()).isEqualTo(410);
      assertThat(body(gone).get("sequence").asInt()).isEqualTo(3);
      assertThat(body(gone).get("title").asText()).isEqualTo("Gone");
    }
    sql.update("DELETE FROM outbox_events WHERE aggregate_id = ?", id);
    for (HttpResponse<String> unknown : callsTo(id)) {
      assertThat(unknown.statusCode()).isEqualTo(404);
    }
  }

  private List<HttpResponse<String>> callsTo(String id) {
    return List.of(
        get(RESOURCES + "/" + id),
        get(RESOURCES + "/" + id, "If-None-Match", "*"),
        put(id, "{\"name\":\"n\"}"),
        put(id, "{\"name\":\"n\"}", "If-Match", "\"1\""),
        put(id, "{\"name\":\"n\"}", "Idempotency-Key", "gone"),
        patch(id, "{}"),
        delete(id),
        delete(id, "Idempotency-Key", "gone"));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, ?limt=3, limt, limit",
    "GET, ?limit=3&offset=1, offset, created_before",
    "GET, ?Limit=3, Limit, limit",
    "GET, /x?expand=all, expand, no query parameters",
    "POST, ?dry_run=true, dry_run, no query parameters",
    "PUT, /x?force, force, no query parameters",
    "PATCH, /x?force, force, no query parameters",
    "DELETE, /x?force=1, force, no query parameters",
  })
  void ignoresNoQueryParameter(String method, String path, String name, String message) {
    String body = method.equals("DELETE") || method.equals("GET") ? "" : "{\"name\":\"n\"}";
    String type = method.equals("PATCH") ? "application/merge-patch+json" : "application/json";
    HttpResponse<String> refused =
        send(
            request(RESOURCES + path)
                .header("Content-Type", type)
                .method(method, java.net.http.HttpRequest.BodyPublishers.ofString(body))
                .build());
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(body(refused).get("errors").get(0).get("field").asText())
        .isEqualTo(name == null ? "" : name);
    assertThat(body(refused).get("detail").asText()).contains(message);
  }

  @Test
  void asksForABodyOnlyToReadIt() throws IOException {
    assertThat(expecting("POST " + RESOURCES, "application/json"))
        .startsWith("HTTP/1.1 100 ")
        .contains("HTTP/1.1 201 ");
    assertThat(expecting("POST " + RESOURCES, "text/plain")).startsWith("HTTP/1.1 415 ");
    assertThat(expecting("POST " + RESOURCES + "/x", "application/json"))
        .startsWith("HTTP/1.1 405 ");
    assertThat(expecting("POST /ops/outbox/pause", "application/json")).startsWith("HTTP/1.1 401 ");
  }

  /** Sends the body only when it is asked for. */
  private String expecting(String call, String type) throws IOException {
    String body = "{\"name\":\"n\"}";
    try (Socket socket = new Socket("localhost", port)) {
      socket.setSoTimeout(10_000);
      String head =
          """
          %s HTTP/1.1
          Host: x
          Connection: close
          Expect: 100-continue
          Content-Type: %s
          Content-Length: %d

          """
              .formatted(call, type, body.length())
              .replace("\n", "\r\n");
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      String first = new String(in.readNBytes(12), StandardCharsets.US_ASCII);
      if (first.endsWith("100")) {
        socket.getOutputStream().write(body.getBytes(StandardCharsets.US_ASCII));
      }
      return first + new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
