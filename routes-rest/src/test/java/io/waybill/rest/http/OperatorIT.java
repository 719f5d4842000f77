package io.waybill.rest.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.rest.ServiceIT;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The operator's calls beside the API. */
class OperatorIT extends ServiceIT {
  private static final String[] KNOWN = {"Authorization", "Bearer " + OPERATOR_TOKEN};

  @Test
  void showsTheOutboxToWhoKnowsTheToken() {
    String id = create("n");
    assertThat(get("/ops/outbox").statusCode()).isEqualTo(401);
    assertThat(get("/ops/outbox", "Authorization", "Bearer wrong").statusCode()).isEqualTo(401);
    assertThat(body(get("/ops/outbox", KNOWN)).get("pending").asInt()).isPositive();
    assertThat(body(get("/ops/outbox/events?key=" + id, KNOWN)).get("events")).hasSize(1);
    assertThat(get("/ops/outbox/events/none", KNOWN).statusCode()).isEqualTo(404);
    assertThat(body(get("/ops/audit", KNOWN)).has("entries")).isTrue();
    assertThat(get("/ops/dead-letters", KNOWN).statusCode()).isEqualTo(404);
    assertThat(get("/metrics").body())
        .contains("path=\"/ops/outbox/events/{id}\"")
        .contains("outbox_pending")
        .doesNotContain("/ops/outbox/events/none");
  }

  /** The audit keeps whole events, which may be large. */
  @Test
  void boundsAPageOfTheAuditByBytes() {
    sql.update("DELETE FROM operator_audit");
    sql.update(
        """
        INSERT INTO operator_audit (who, action, target, detail)
        SELECT 'ann', 'outbox-discard', n::text, jsonb_build_object('payload', repeat('x', 400000))
        FROM generate_series(1, 7) AS n\
        """);
    List<String> targets = new ArrayList<>();
    String query = "";
    while (query != null) {
      HttpResponse<String> page = get("/ops/audit" + query, KNOWN);
      assertThat(page.body().length()).isLessThan(1_100_000);
      targets.addAll(body(page).get("entries").findValuesAsText("target"));
      JsonNode next = body(page).get("next_before");
      query = next.isNull() ? null : "?before=" + next.asLong();
    }
    assertThat(targets).containsExactly("7", "6", "5", "4", "3", "2", "1");
  }
}
