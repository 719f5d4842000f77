package io.waybill.service.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HttpConventionsTest {
  @Test
  void aRouteIsATemplate() {
    assertThat(HttpConventions.route("api/v1/resources/%7Bid%7D"))
        .isEqualTo("/api/v1/resources/{id}");
    assertThat(HttpConventions.route("/ops/audit")).isEqualTo("/ops/audit");
  }
}
