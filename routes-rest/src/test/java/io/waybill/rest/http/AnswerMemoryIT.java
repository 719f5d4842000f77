package io.waybill.rest.http;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.rest.ServiceIT;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Large answers are in memory only as far as there is memory for them. */
class AnswerMemoryIT extends ServiceIT {
  private static final String PAGE = RESOURCES + "?limit=2&name_prefix=large";

  @Autowired private BodyMemory memory;

  @Test
  void refusesLargeAnswersWhileOthersHaveTheMemory() {
    String text = "x".repeat(500_000);
    String large =
        body(post("{\"name\":\"large\",\"description\":\"" + text + "\"}")).get("id").asText();
    String small = create("small");
    long all = left();
    assertThat(memory.take(all)).isTrue();
    try {
      for (HttpResponse<String> refused :
          List.of(
              get(RESOURCES + "/" + large),
              get(PAGE),
              patch(large, "{\"status\":\"changed\"}"),
              patch(large, "{\"status\":\"changed\"}", "Idempotency-Key", "large"))) {
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(header(refused, "Retry-After")).isEqualTo("1");
      }
      assertThat(events(large)).hasSize(1);
      assertThat(get(RESOURCES + "/" + large, "If-None-Match", "\"1\"").statusCode())
          .isEqualTo(304);
      assertThat(get(RESOURCES + "/" + small).statusCode()).isEqualTo(200);
      assertThat(get(RESOURCES + "?name_prefix=small").statusCode()).isEqualTo(200);
      assertThat(patch(small, "{}").statusCode()).isEqualTo(200);
    } finally {
      memory.giveBack(all);
    }

    HttpResponse<String> changed =
        patch(large, "{\"status\":\"changed\"}", "Idempotency-Key", "large");
    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(body(changed).get("description").asText()).isEqualTo(text);
    assertThat(patch(large, "{\"status\":\"changed\"}", "Idempotency-Key", "large").body())
        .isEqualTo(changed.body());
    assertThat(body(get(RESOURCES + "/" + large)).get("description").asText()).isEqualTo(text);
    assertThat(body(get(PAGE))).hasSize(1);
    assertThat(events(large)).hasSize(2);
    await().atMost(10, SECONDS).untilAsserted(() -> assertThat(left()).isEqualTo(all));
  }

  @Test
  void answersManyListsOfLargeResourcesAtOnce() {
    String text = "y".repeat(1_000_000);
    for (int i = 0; i < 10; i++) {
      post("{\"name\":\"list\",\"description\":\"" + text + "\"}");
    }
    long all = left();
    List<Integer> statuses =
        atOnce(12, 48, () -> get(RESOURCES + "?name_prefix=list").statusCode());
    assertThat(statuses).contains(200).isSubsetOf(200, 503);
    await().atMost(10, SECONDS).untilAsserted(() -> assertThat(left()).isEqualTo(all));
  }

  private long left() {
    long low = 0;
    for (long step = Long.highestOneBit(Runtime.getRuntime().maxMemory()); step > 0; step /= 2) {
      if (memory.take(low + step)) {
        memory.giveBack(low + step);
        low += step;
      }
    }
    return low;
  }
}
