package io.waybill.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventHeadersTest {
  private final EventHeaders headers = new EventHeaders();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kafka.OVERRIDE_TOPIC",
        "KAFKA.key",
        "CamelSqlQuery",
        "cAMELsqlquery",
        "org.apache.camel.x"
      })
  void whatSteersCamelStaysHere(String name) {
    assertThat(headers.applyFilterToCamelHeaders(name, "x", null)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ce_id", "traceparent", "correlation_id", "kafkaesque", "x-camel"})
  void allElseIsPublished(String name) {
    assertThat(headers.applyFilterToCamelHeaders(name, "x", null)).isFalse();
  }
}
