package io.waybill.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import org.apache.camel.RuntimeCamelException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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

  /** Full, out of memory or connections, shutting down, cancelled, I/O, locked, in conflict. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "53100", "53200", "53300", "53400", "57014", "57P01", "57P03", "58030", "58P01", "55P03",
        "40001", "40P01", "25006", "08006", "28P01", "3D000"
      })
  void aDatabaseThatIsBusyOrAwayComesBack(String state) {
    assertThat(Failures.isPermanent(new SQLException("not now", state))).isFalse();
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
