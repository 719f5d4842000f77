package io.waybill.rest.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.events.ReceivedEvent;
import io.waybill.rest.ServiceIT;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The replay's statement on events as the service made them; operations/disaster does the rest. */
class ReplayIT extends ServiceIT {
  @Autowired private ProducerTemplate camel;

  @Test
  void bringsBackWhatTheDatabaseHasLost() {
    String kept = create("replayed");
    put(kept, "{\"name\":\"replayed and changed\",\"description\":\"é\"}");
    String deleted = create("replayed and deleted");
    delete(deleted);
    HttpResponse<String> before = get(RESOURCES + "/" + kept);
    List<ReceivedEvent> events = new ArrayList<>(received(kept));
    events.addAll(received(deleted));
    lose(kept, deleted);
    assertThat(get(RESOURCES + "/" + kept).statusCode()).isEqualTo(404);

    // As Kafka hands them out, the topics in no order.
    Collections.reverse(events);
    replay(events.subList(0, 2));
    replay(events.subList(1, events.size()));
    replay(events);

    HttpResponse<String> after = get(RESOURCES + "/" + kept);
    assertThat(after.body()).isEqualTo(before.body());
    assertThat(header(after, "ETag")).isEqualTo(header(before, "ETag"));
    assertThat(get(RESOURCES + "/" + deleted).statusCode()).isEqualTo(410);
    assertThat(events(kept)).hasSize(2).allMatch(event -> event.get("processed_at") != null);
    assertThat(events(deleted)).hasSize(2).allMatch(event -> event.get("processed_at") != null);
    put(kept, "{\"name\":\"goes on\"}", "If-Match", header(before, "ETag"));
    assertThat(events(kept)).extracting(event -> event.get("event_sequence")).contains(3L);
  }

  private void replay(List<ReceivedEvent> batch) {
    camel.sendBody("kamelet:event-sink?statement=classpath:sql/resource/replay.sql", batch);
  }

  private void lose(String... ids) {
    for (String id : ids) {
      sql.update("DELETE FROM resources WHERE id = ?", id);
      sql.update("DELETE FROM outbox_events WHERE aggregate_id = ?", id);
    }
  }

  private List<ReceivedEvent> received(String id) {
    return events(id).stream()
        .map(
            event ->
                new ReceivedEvent(
                    event.get("id").toString(),
                    (String) event.get("event_type"),
                    id,
                    (Long) event.get("event_sequence"),
                    "2026-01-02T03:04:05Z",
                    id,
                    (String) event.get("json"),
                    null,
                    null,
                    (String) event.get("event_type"),
                    0,
                    0))
        .toList();
  }
}
