package io.waybill.rest.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.rest.ServiceIT;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which bodies and methods each call takes, and what it says of others. */
class MediaTypesIT extends ServiceIT {
  private static final String NONE = "/none";

  private HttpResponse<String> call(String method, String path, String type, String body) {
    return send(
        request(path)
            .header("Content-Type", type)
            .method(method, BodyPublishers.ofString(body))
            .build());
  }

  @Test
  void changesTheFieldsOfAMergePatchAndTellsSo() {
    String id =
        body(post("{\"name\":\"a\",\"description\":\"d\",\"status\":\"s\"}")).get("id").asText();

    HttpResponse<String> answer =
        patch(id, "{\"name\":\"b\",\"unknown\":[{}]}", "If-Match", "\"1\"");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "ETag")).isEqualTo("\"2\"");
    assertResource(body(answer), "b", "d", "s");
    assertThat(events(id)).hasSize(2);
    assertThat(events(id).get(1))
        .containsEntry("event_type", "resource.updated")
        .containsEntry("event_sequence", 2L);
    assertThat(body(events(id).get(1))).isEqualTo(body(answer));

    assertResource(body(patch(id, "{\"description\":null}")), "b", null, "s");
    assertResource(body(patch(id, "{\"description\":\"e\",\"status\":null}")), "b", "e", "active");
    assertResource(body(patch(id, "{}")), "b", "e", "active");
    assertThat(body(get(RESOURCES + "/" + id)).get("description").asText()).isEqualTo("e");
    assertThat(events(id)).hasSize(5);
    assertThat(patch("none", "{}").statusCode()).isEqualTo(404);
  }

  private static void assertResource(
      JsonNode resource, String name, String description, String status) {
    assertThat(resource.get("name").asText()).isEqualTo(name);
    assertThat(resource.get("description").textValue()).isEqualTo(description);
    assertThat(resource.get("status").asText()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "\"x\"",
        "{\"name\":null}",
        "{\"name\":\"\"}",
        "{\"nam\":\"x\"}"
      })
  void refusesAMergePatchThatLeavesNoResource(String body) {
    String id = create("n");
    assertThat(patch(id, body).statusCode()).isEqualTo(400);
    assertThat(events(id)).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, application/merge-patch+json, Accept, application/json",
    "PUT, application/vnd.waybill+json, Accept, application/json",
    "PUT, text/plain, Accept, application/json",
    "PATCH, application/json, Accept-Patch, application/merge-patch+json",
    "PATCH, application/json-patch+json, Accept-Patch, application/merge-patch+json",
  })
  void saysWhatItTakesInstead(String method, String type, String header, String taken) {
    HttpResponse<String> refused = call(method, RESOURCES + NONE, type, "{\"name\":\"n\"}");
    assertThat(refused.statusCode()).isEqualTo(415);
    assertThat(header(refused, header)).isEqualTo(taken);
  }

  @Test
  void saysWhatAPostTakesAndThatNothingMayBeCompressed() {
    HttpResponse<String> text = call("POST", RESOURCES, "text/plain", "{\"name\":\"n\"}");
    assertThat(text.statusCode()).isEqualTo(415);
    assertThat(header(text, "Accept")).contains("application/json");
    HttpResponse<String> packed = post("{\"name\":\"n\"}", "Content-Encoding", "gzip");
    assertThat(packed.statusCode()).isEqualTo(415);
    assertThat(header(packed, "Accept-Encoding")).isEqualTo("identity");
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/resources, 'GET, HEAD, OPTIONS, POST', DELETE",
    "/api/v1/resources/none, 'DELETE, GET, HEAD, OPTIONS, PATCH, PUT', POST",
    "/health, 'GET, HEAD, OPTIONS', POST",
    "/health/readiness, 'GET, HEAD, OPTIONS', DELETE",
    "/metrics, 'GET, HEAD, OPTIONS', PUT",
    "/openapi.json, 'GET, HEAD, OPTIONS', POST",
    "/docs, 'GET, HEAD, OPTIONS', PATCH",
  })
  void allowsWhatWorks(String path, String allowed, String other) {
    HttpResponse<String> refused = call(other, path, "application/json", "{}");
    assertThat(refused.statusCode()).isEqualTo(405);
    assertThat(methods(refused)).isEqualTo(Set.of(allowed.split(", ", -1)));

    HttpResponse<String> options = call("OPTIONS", path, "text/plain", "");
    assertThat(options.statusCode()).isEqualTo(200);
    assertThat(methods(options)).isEqualTo(Set.of(allowed.split(", ", -1)));
    if (allowed.contains("PATCH")) {
      assertThat(header(options, "Accept-Patch")).isEqualTo("application/merge-patch+json");
    }

    for (String method : allowed.split(", ", -1)) {
      assertThat(call(method, path, "application/json", "{}").statusCode())
          .as(method)
          .isNotIn(405, 501, 500);
    }
  }

  private static Set<String> methods(HttpResponse<String> answer) {
    return new TreeSet<>(Set.of(header(answer, "Allow").split(" *, *", -1)));
  }
}
