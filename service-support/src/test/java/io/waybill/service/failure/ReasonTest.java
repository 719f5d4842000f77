package io.waybill.service.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.UnknownHostException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class ReasonTest {
  @Test
  void is_the_deepest_message_in_one_line() {
    assertThat(Reason.of(new SQLException("outer", new IllegalStateException(" in \n ner "))))
        .isEqualTo("in ner");
    assertThat(Reason.of(new SQLException("outer", new IllegalStateException())))
        .isEqualTo("outer");
    assertThat(Reason.of(new IllegalStateException())).isEqualTo("IllegalStateException");
  }

  @Test
  void says_what_an_unknown_host_and_a_refused_connection_are() {
    assertThat(Reason.of(new SQLException("failed", new UnknownHostException("db"))))
        .isEqualTo("unknown host db");
    assertThat(
            Reason.of(
                new SQLException(
                    "Connection to db:1 refused. Check that the hostname and port are correct.",
                    new java.net.ConnectException("Connection refused"))))
        .isEqualTo("Connection to db:1 refused");
  }

  @Test
  void ends_on_a_circle_of_causes_and_is_short() {
    IllegalStateException a = new IllegalStateException("a");
    a.initCause(new IllegalStateException("x".repeat(1_000), a));

    assertThat(Reason.of(a)).hasSize(301);
  }
}
