package io.waybill.rest.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.rest.ServiceIT;
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
}
