package io.waybill.rest.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.rest.ServiceIT;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The five calls as clients see them, and the events they leave. */
class ResourceCallsIT extends ServiceIT {
  private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z";

  @Test
  void createsAResourceAndItsEvent() {
    HttpResponse<String> answer =
        post(
            "{\"name\":\"Ännchen 🚀\",\"description\":\"d\",\"more\":[1,{\"x\":2}]}",
            "traceparent",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

    assertThat(answer.statusCode()).isEqualTo(201);
    JsonNode resource = body(answer);
    String id = resource.get("id").asText();
    assertThat(id).matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    assertThat(resource.fieldNames())
        .toIterable()
        .containsExactly("id", "name", "description", "status", "created_at", "updated_at");
    assertThat(resource.get("name").asText()).isEqualTo("Ännchen 🚀");
    assertThat(resource.get("description").asText()).isEqualTo("d");
    assertThat(resource.get("status").asText()).isEqualTo("active");
    assertThat(resource.get("created_at").asText()).matches(TIME);
    assertThat(resource.get("updated_at")).isEqualTo(resource.get("created_at"));
    assertThat(header(answer, "ETag")).isEqualTo("\"1\"");
    assertThat(header(answer, "Location")).isEqualTo(RESOURCES + "/" + id);
    assertThat(header(answer, "Content-Type")).isEqualTo("application/json");
    assertThat(header(answer, "Content-Length")).isNotNull();

    assertThat(events(id))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event)
                  .containsEntry("event_type", "resource.created")
                  .containsEntry("message_key", id)
                  .containsEntry("event_sequence", 1L);
              assertThat(body(event)).isEqualTo(resource);
              assertThat((String) event.get("traceparent"))
                  .startsWith("00-0af7651916cd43dd8448eb211c80319c-");
            });
  }

  @Test
  void findsAResourceUnlessTheClientHasIt() {
    HttpResponse<String> created = post("{\"name\":\"n\",\"description\":null}");
    String id = body(created).get("id").asText();

    HttpResponse<String> found = get(RESOURCES + "/" + id);
    assertThat(found.statusCode()).isEqualTo(200);
    assertThat(found.body()).isEqualTo(created.body());
    assertThat(header(found, "ETag")).isEqualTo("\"1\"");

    for (String tags : List.of("\"1\"", "W/\"1\"", "\"7\", \"1\"", "*")) {
      HttpResponse<String> same = get(RESOURCES + "/" + id, "If-None-Match", tags);
      assertThat(same.statusCode()).as(tags).isEqualTo(304);
      assertThat(same.body()).isEmpty();
      assertThat(header(same, "ETag")).isEqualTo("\"1\"");
    }
    assertThat(get(RESOURCES + "/" + id, "If-None-Match", "\"2\"").statusCode()).isEqualTo(200);
    assertThat(get(RESOURCES + "/no-such-id").statusCode()).isEqualTo(404);
  }

  @Test
  void answersHeadLikeGetWithoutBody() {
    String id = create("n");
    HttpResponse<String> head =
        send(
            request(RESOURCES + "/" + id)
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build());
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(header(head, "ETag")).isEqualTo("\"1\"");
    assertThat(head.body()).isEmpty();
  }

  @Test
  void replacesAResourceAndTellsSo() {
    HttpResponse<String> created =
        post("{\"name\":\"a\",\"description\":\"d\",\"status\":\"new\"}");
    String id = body(created).get("id").asText();

    HttpResponse<String> answer = put(id, "{\"name\":\"b\"}", "If-Match", "\"1\"");

    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode resource = body(answer);
    assertThat(resource.get("name").asText()).isEqualTo("b");
    assertThat(resource.get("description").isNull()).isTrue();
    assertThat(resource.get("status").asText()).isEqualTo("active");
    assertThat(resource.get("created_at")).isEqualTo(body(created).get("created_at"));
    assertThat(resource.get("updated_at").asText())
        .isGreaterThan(resource.get("created_at").asText());
    assertThat(header(answer, "ETag")).isEqualTo("\"2\"");
    assertThat(events(id)).hasSize(2);
    assertThat(events(id).get(1))
        .containsEntry("event_type", "resource.updated")
        .containsEntry("event_sequence", 2L);
    assertThat(body(events(id).get(1))).isEqualTo(resource);
  }

  /** As Swift's clients write it. */
  @Test
  void readsAnIdInUpperCase() {
    String id = create("n");
    String upper = id.toUpperCase(Locale.ROOT);

    assertThat(get(RESOURCES + "/" + upper).statusCode()).isEqualTo(200);
    assertThat(put(upper, "{\"name\":\"b\"}").statusCode()).isEqualTo(200);
    assertThat(delete(upper).statusCode()).isEqualTo(204);
    assertThat(events(id)).hasSize(3);
  }

  @Test
  void deletesAResourceAndTellsSo() {
    String id = create("n");

    HttpResponse<String> answer = delete(id);

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
    assertThat(header(answer, "Content-Type")).isNull();
    assertThat(events(id)).hasSize(2);
    assertThat(events(id).get(1))
        .containsEntry("event_type", "resource.deleted")
        .containsEntry("event_sequence", 2L);
    assertThat(body(events(id).get(1)).toString())
        .isIn(
            "{\"id\":\"" + id + "\",\"status\":\"deleted\"}",
            "{\"status\":\"deleted\",\"id\":\"" + id + "\"}");
    assertThat(get(RESOURCES + "/" + id).statusCode()).isEqualTo(410);
  }

  @Test
  void changesNothingThatTheCallerHasNotSeen() {
    String id = create("n");
    put(id, "{\"name\":\"m\"}");

    for (String stale : List.of("\"1\"", "W/\"2\"", "\"1\", \"3\"", "\"other\"")) {
      assertThat(put(id, "{\"name\":\"x\"}", "If-Match", stale).statusCode())
          .as(stale)
          .isEqualTo(412);
      assertThat(delete(id, "If-Match", stale).statusCode()).as(stale).isEqualTo(412);
    }
    assertThat(events(id)).hasSize(2);
    assertThat(put(id, "{\"name\":\"x\"}", "If-Match", "\"1\", \"2\"").statusCode()).isEqualTo(200);
    assertThat(delete(id, "If-Match", "*").statusCode()).isEqualTo(204);
  }

  @Test
  void listsNewestFirstPageByPage() {
    sql.update("DELETE FROM resources");
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      ids.add(0, create("n" + i));
    }
    // Equal times must neither lose nor repeat one.
    sql.update("UPDATE resources SET created_at = '2026-01-02 03:04:05.678901'");

    List<String> seen = new ArrayList<>();
    String next = RESOURCES + "?limit=3";
    int pages = 0;
    while (next != null) {
      HttpResponse<String> page = get(next);
      assertThat(page.statusCode()).isEqualTo(200);
      body(page).forEach(resource -> seen.add(resource.get("id").asText()));
      next = next(page);
      pages++;
    }
    assertThat(seen).isEqualTo(ids);
    assertThat(pages).isEqualTo(3);
    assertThat(body(get(RESOURCES + "?limit=7"))).hasSize(7);
    assertThat(next(get(RESOURCES + "?limit=7"))).isNull();
    assertThat(get(RESOURCES + "?limit=5000").statusCode()).isEqualTo(200);
  }

  @Test
  void listsOneStatus() {
    sql.update("DELETE FROM resources");
    create("other");
    for (int i = 0; i < 3; i++) {
      post("{\"name\":\"n\",\"status\":\"on & off\"}");
    }

    HttpResponse<String> first = get(RESOURCES + "?status=on+%26+off&limit=2");
    assertThat(body(first)).hasSize(2);
    HttpResponse<String> second = get(next(first));
    assertThat(body(second)).hasSize(1);
    assertThat(next(second)).isNull();
    assertThat(get(RESOURCES + "?status=none").body()).isEqualTo("[]");

    String cursor = next(first).replaceAll(".*cursor=", "");
    assertThat(get(RESOURCES + "?status=active&cursor=" + cursor).statusCode()).isEqualTo(400);
    assertThat(get(RESOURCES + "?cursor=" + cursor).statusCode()).isEqualTo(400);
  }

  private static String next(HttpResponse<String> page) {
    String link = header(page, "Link");
    if (link == null) {
      return null;
    }
    return link.contains("rel=\"next\"") ? link.substring(1, link.indexOf('>')) : null;
  }
}
