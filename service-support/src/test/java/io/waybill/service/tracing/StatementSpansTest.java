package io.waybill.service.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StatementSpansTest {
  @Test
  void aSpanIsNamedAfterTheStatementsFile() {
    assertThat(StatementSpans.summary("sql://classpath:sql/resource/create.sql?parametersCount=5"))
        .isEqualTo("resource/create");
  }

  @Test
  void aStatementThatIsInNoFileHasNoNameOfItsOwn() {
    assertThat(StatementSpans.summary("sql://SELECT 1")).isEqualTo("sql");
    assertThat(StatementSpans.summary("sql://classpath:other/x.sql")).isEqualTo("sql");
  }
}
