package io.waybill.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.support.SQLExceptionSubclassTranslator;

class SqlStatesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "08006 | PASSING AWAY",
        "28P01 | AWAY",
        "3D000 | AWAY",
        "40001 | PASSING AWAY",
        "53100 | PASSING AWAY NO_ROOM",
        "53300 | PASSING AWAY",
        "58030 | PASSING AWAY NO_ROOM",
        "57P01 | PASSING AWAY",
        "57P05 | PASSING AWAY STALE_CONNECTION",
        "25006 | PASSING AWAY STALE_CONNECTION",
        "25P03 | PASSING STALE_CONNECTION",
        "55P03 | PASSING AWAY",
        "22001 | DATA",
        "23505 | DATA",
        "54000 | DATA",
        "P0001 | DATA",
        "XX001 | DAMAGED",
        "42P01 | NO_TABLE",
        "42501 | ''",
        "XX000 | ''",
      })
  void each_state_has_its_meanings(String state, String meanings) {
    SQLException failure = new SQLException("x", state);
    assertThat(
            Arrays.stream(SqlStates.values())
                .filter(each -> each.isCauseOf(new IllegalStateException(failure)))
                .map(SqlStates::name))
        .containsExactlyInAnyOrder(meanings.isEmpty() ? new String[0] : meanings.split(" "));
  }

  @Test
  void a_failure_without_a_state_means_nothing() {
    assertThat(SqlStates.values()).noneMatch(each -> each.isCauseOf(new SQLException("x")));
  }

  /** The reason for this table: when this fails, Spring's translator may do. */
  @ParameterizedTest
  @ValueSource(strings = {"25006", "25P03", "55P03", "28P01", "3D000", "P0001"})
  void spring_does_not_know_what_it_means(String state) {
    SQLException failure = new SQLException("x", state);
    assertThat(new SQLExceptionSubclassTranslator().translate("store", "SELECT 1", failure))
        .isNull();
  }
}
