package io.waybill.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DatabaseTest {
  private final Database database = new Database("127.0.0.1", 5432, "restdb", "rest", "a/b c@d");

  @Test
  void theUrlForPsqlCarriesTheEscapedPassword() {
    assertThat(database.url()).isEqualTo("postgresql://rest:a%2Fb%20c%40d@127.0.0.1:5432/restdb");
  }

  @Test
  void thePasswordIsNotInTheText() {
    assertThat(database).asString().isEqualTo("rest@127.0.0.1:5432/restdb");
  }
}
