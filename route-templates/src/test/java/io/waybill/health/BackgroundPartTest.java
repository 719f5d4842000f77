package io.waybill.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class BackgroundPartTest {
  private final AtomicLong now = new AtomicLong(System.nanoTime());
  private final BackgroundPart part =
      new BackgroundPart("relay", "outbox", Duration.ofSeconds(60), now::get);

  @Test
  void is_up_while_it_reports() {
    for (int i = 0; i < 10; i++) {
      pass(50);
      part.progressed();
    }

    assertThat(part.state().up()).isTrue();
    assertThat(part.state().reason()).isNull();
  }

  @Test
  void is_down_when_it_reports_nothing_for_longer_than_its_limit() {
    part.progressed();
    pass(61);

    assertThat(part.state().up()).isFalse();
    assertThat(part.state().reason()).contains("no progress for over 60 s");
  }

  @Test
  void is_up_again_with_the_next_report() {
    pass(61);
    part.progressed();

    assertThat(part.state().up()).isTrue();
  }

  @Test
  void may_be_silent_while_it_has_nothing_to_do() {
    part.idle();
    pass(100_000);
    assertThat(part.state().up()).isTrue();

    part.alive();
    pass(61);
    assertThat(part.state().up()).isFalse();
  }

  @Test
  void waits_and_is_not_down_while_the_database_or_Kafka_is_away() {
    for (int i = 0; i < 10; i++) {
      pass(30);
      part.failed(new IllegalStateException(new SQLException("refused", "08001")));
    }

    assertThat(part.state().up()).isTrue();
    assertThat(part.state().reason()).isEqualTo("waits: refused");
    part.failed(new DisconnectException("gone"));
    assertThat(part.state().up()).isTrue();
    part.failed(new IllegalStateException(new SQLException("Connection is closed")));
    assertThat(part.state().reason()).isEqualTo("waits: Connection is closed");
  }

  @Test
  void is_down_when_it_only_fails_for_another_reason() {
    part.failed(new TopicAuthorizationException("Not authorized to access topics: [orders]"));
    assertThat(part.state().up()).as("at the first failure").isTrue();

    pass(40);
    part.failed(new TopicAuthorizationException("Not authorized to access topics: [orders]"));
    pass(40);
    part.failed(new TopicAuthorizationException("Not authorized to access topics: [orders]"));

    assertThat(part.state().up()).isFalse();
    assertThat(part.state().reason()).isEqualTo("fails: Not authorized to access topics: [orders]");
  }

  @Test
  void an_attempt_that_begins_does_not_hide_that_all_fail() {
    for (int i = 0; i < 10; i++) {
      part.alive();
      part.failed(new IllegalArgumentException("no such column"));
      pass(10);
    }

    assertThat(part.state().up()).isFalse();
  }

  @Test
  void says_when_it_has_ended_until_it_is_started_again() {
    part.ended("closed");
    assertThat(part.state().up()).isFalse();
    assertThat(part.state().reason()).isEqualTo("has ended: closed");

    part.alive();
    assertThat(part.state().up()).isTrue();
  }

  private void pass(long seconds) {
    now.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }
}
