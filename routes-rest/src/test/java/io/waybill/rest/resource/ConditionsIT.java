package io.waybill.rest.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.rest.ServiceIT;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conditional requests, by RFC 9110, 13. */
class ConditionsIT extends ServiceIT {
  private static final String IF_MATCH = "If-Match";
  private static final String IF_NONE_MATCH = "If-None-Match";
  private static final String OTHER = "{\"name\":\"other\"}";

  private List<HttpResponse<String>> changes(String id, String... headers) {
    return List.of(put(id, OTHER, headers), patch(id, OTHER, headers), delete(id, headers));
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "\"1\"", "W/\"1\"", "\"7\", \"1\""})
  void changesNothingThatIfNoneMatchExcludes(String tags) {
    String id = create("n");
    for (HttpResponse<String> refused : changes(id, IF_NONE_MATCH, tags)) {
      assertThat(refused.statusCode()).isEqualTo(412);
      assertThat(header(refused, "ETag")).isEqualTo("\"1\"");
      assertThat(body(refused).get("detail").asText()).contains("If-None-Match").contains("\"1\"");
    }
    assertThat(events(id)).hasSize(1);
    assertThat(body(get(RESOURCES + "/" + id)).get("name").asText()).isEqualTo("n");
  }

  @Test
  void changesWhatIfNoneMatchDoesNotExclude() {
    String id = create("n");
    assertThat(put(id, OTHER, IF_NONE_MATCH, "\"7\"").statusCode()).isEqualTo(200);
    assertThat(patch(id, OTHER, IF_NONE_MATCH, "\"1\"").statusCode()).isEqualTo(200);
    assertThat(delete(id, IF_MATCH, "\"3\"", IF_NONE_MATCH, "\"1\"").statusCode()).isEqualTo(204);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD"})
  void readsOnlyWhatIfMatchNames(String method) {
    String id = create("n");
    put(id, OTHER);
    assertThat(read(method, id, IF_MATCH, "\"1\", \"2\"")).isEqualTo(200);
    assertThat(read(method, id, IF_MATCH, "*")).isEqualTo(200);
    assertThat(read(method, id, IF_MATCH, "\"1\"")).isEqualTo(412);
    assertThat(read(method, id, IF_MATCH, "W/\"2\"")).isEqualTo(412);
    // If-Match comes first, then If-None-Match.
    assertThat(read(method, id, IF_MATCH, "\"2\"", IF_NONE_MATCH, "\"2\"")).isEqualTo(304);
    assertThat(read(method, id, IF_MATCH, "\"1\"", IF_NONE_MATCH, "\"2\"")).isEqualTo(412);
    assertThat(read(method, "none", IF_MATCH, "*")).isEqualTo(404);
  }

  private int read(String method, String id, String... headers) {
    HttpResponse<String> answer =
        send(
            request(RESOURCES + "/" + id)
                .headers(headers)
                .method(method, BodyPublishers.noBody())
                .build());
    if (answer.statusCode() == 412) {
      assertThat(header(answer, "ETag")).isEqualTo("\"2\"");
    }
    return answer.statusCode();
  }

  @Test
  void saysThatATagCanNeverMatch() {
    String id = create("n");
    for (HttpResponse<String> weak : changes(id, IF_MATCH, "W/\"1\"")) {
      assertThat(weak.statusCode()).isEqualTo(412);
      assertThat(body(weak).get("detail").asText())
          .contains("weak", "\"1\"")
          .doesNotContain("changed");
    }
    for (HttpResponse<String> foreign : changes(id, IF_MATCH, "\"686897696a7c876b7e\"")) {
      assertThat(foreign.statusCode()).isEqualTo(412);
      assertThat(body(foreign).get("detail").asText())
          .contains("none is an ETag of this service", "\"1\"")
          .doesNotContain("changed");
    }
    put(id, OTHER);
    for (HttpResponse<String> stale : changes(id, IF_MATCH, "\"1\"")) {
      assertThat(body(stale).get("detail").asText()).contains("has changed", "\"2\"");
      assertThat(header(stale, "ETag")).isEqualTo("\"2\"");
    }
    assertThat(events(id)).hasSize(2);
  }

  /** The version is that of now, not of when the statement began to wait for the row. */
  @Test
  void tellsTheVersionThatHasWon() {
    String id = create("n");
    List<String> versions =
        atOnce(
            20,
            100,
            () -> {
              HttpResponse<String> answer = put(id, OTHER, IF_MATCH, "\"1\"");
              return answer.statusCode() + " " + header(answer, "ETag");
            });
    assertThat(versions).contains("200 \"2\"").containsOnly("200 \"2\"", "412 \"2\"");
  }
}
