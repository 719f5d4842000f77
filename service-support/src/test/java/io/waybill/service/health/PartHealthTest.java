package io.waybill.service.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.health.BackgroundPart;
import io.waybill.health.BackgroundParts;
import java.sql.SQLException;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class PartHealthTest {
  private final CamelContext camel = new DefaultCamelContext();
  private final PartHealth health = new PartHealth(camel, "retention");

  @Test
  void is_unknown_before_it_is_started() {
    assertThat(health.health().getStatus()).isEqualTo(Status.UNKNOWN);
  }

  @Test
  void names_the_part_that_is_down_and_since_when() {
    part("outbox").progressed();
    part("events").ended("its route was stopped");

    Health answer = health.health();

    assertThat(answer.getStatus()).isEqualTo(Status.DOWN);
    assertThat(answer.getDetails().get("events").toString())
        .contains("its route was stopped", "since=");
    assertThat(answer.getDetails().get("outbox").toString()).contains("lastProgress=");
  }

  @Test
  void a_part_that_waits_for_the_database_says_so_and_is_up() {
    part("outbox").failed(new SQLException("the connection was refused", "08001"));

    assertThat(health.health().getStatus()).isEqualTo(Status.UP);
    assertThat(health.health().getDetails().toString()).contains("waits: the connection was");
  }

  private BackgroundPart part(String name) {
    return BackgroundParts.of(camel).part("retention", name, Duration.ofMinutes(1));
  }
}
