package io.waybill.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import org.apache.camel.RuntimeCamelException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.support.SQLStateSQLExceptionTranslator;
import org.springframework.transaction.CannotCreateTransactionException;

class FailuresTest {
  @Test
  void whatTheDatabaseRefusesIsPermanent() {
    assertThat(Failures.isPermanent(new RuntimeException(new SQLException("too long", "22001"))))
        .isTrue();
    assertThat(Failures.isPermanent(new SQLException("duplicate", "23505"))).isTrue();
    SQLException rowTooLarge = new SQLException("index row size exceeds maximum", "54000");
    assertThat(
            Failures.isPermanent(
                new SQLStateSQLExceptionTranslator().translate("store", null, rowTooLarge)))
        .isTrue();
  }

  @Test
  void whatTheCodeBehindCannotTakeIsPermanent() {
    assertThat(Failures.isPermanent(new IllegalArgumentException("no such order"))).isTrue();
    assertThat(Failures.isPermanent(new RuntimeCamelException(new NullPointerException())))
        .isTrue();
  }

  @Test
  void whatIsAwayComesBack() {
    assertThat(Failures.isPermanent(new SQLException("connection lost", "08006"))).isFalse();
    assertThat(Failures.isPermanent(new SQLException("no such table", "42P01"))).isFalse();
    assertThat(Failures.isPermanent(new DataAccessResourceFailureException("away"))).isFalse();
    assertThat(Failures.isPermanent(new CannotCreateTransactionException("away"))).isFalse();
    assertThat(Failures.isPermanent(new RuntimeException(new TimeoutException("broker"))))
        .isFalse();
    assertThat(Failures.isPermanent(new RuntimeException(new IOException("reset")))).isFalse();
    assertThat(Failures.isPermanent(new OutOfMemoryError())).isFalse();
  }

  @Test
  void theReasonIsTheDeepestMessageAndBounded() {
    assertThat(Failures.reason(new RuntimeException("outer", new IOException("inner"))))
        .isEqualTo("inner");
    assertThat(Failures.reason(new NullPointerException())).isEqualTo("NullPointerException");
    assertThat(Failures.reason(new RuntimeException("x".repeat(5000)))).hasSize(1000);
  }
}
