package io.waybill.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LocalPostgresIT {
  private static LocalPostgres postgres;

  @BeforeAll
  static void start() {
    postgres = LocalPostgres.start();
  }

  @AfterAll
  static void stop() {
    postgres.close();
    assertThat(postgres.isRunning()).isFalse();
    assertThat(Ports.isFree(postgres.port())).isTrue();
  }

  @Test
  void aDatabaseBelongsToItsOwnRole() throws SQLException {
    Database database = postgres.createDatabase("owned");

    assertThat(query(database, "SELECT current_user || ' ' || current_database()"))
        .isEqualTo("owned owned");
    assertThat(query(database, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))
        .isEqualTo("f");
    assertThat(postgres.createDatabase("owned")).isEqualTo(database);
  }

  @Test
  void anotherRoleOrAWrongPasswordDoesNotGetIn() {
    Database mine = postgres.createDatabase("mine");
    Database yours = postgres.createDatabase("yours");

    assertThatThrownBy(
            () -> DriverManager.getConnection(mine.jdbcUrl(), yours.user(), yours.password()))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("permission denied");
    assertThatThrownBy(() -> DriverManager.getConnection(mine.jdbcUrl(), mine.user(), "wrong"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password authentication failed");
  }

  @Test
  void theReadmeShowsHowTestsUseIt() throws SQLException {
    try (LocalPostgres postgres = LocalPostgres.start();
        LocalKafka kafka = LocalKafka.start()) {
      // A database and its owner: jdbcUrl(), user(), password(), and url() for psql.
      Database restdb = postgres.createDatabase("restdb");
      kafka.createTopics(Topics.names());
      String brokers = kafka.bootstrapServers();

      // As a crash would; stop() ends it in good order.
      postgres.kill();
      // On the same port, with the same data.
      postgres.restart();

      assertThat(query(restdb, "SELECT current_user")).isEqualTo("restdb");
      assertThat(brokers).startsWith("127.0.0.1:");
    }
  }

  @Test
  void aRestartKeepsPortAndData() throws SQLException {
    Database database = postgres.createDatabase("kept");
    execute(database, "CREATE TABLE kept AS SELECT 42 AS answer");

    postgres.stop();
    assertThatThrownBy(database::connect).isInstanceOf(SQLException.class);
    postgres.restart();

    assertThat(query(database, "SELECT answer FROM kept")).isEqualTo("42");
  }

  @Test
  void itStartsAgainAfterAKillDuringWork() throws SQLException {
    Database database = postgres.createDatabase("crashed");
    execute(database, "CREATE TABLE crashed AS SELECT 43 AS answer");
    try (Connection busy = database.connect();
        Statement statement = busy.createStatement()) {
      Thread sleeper =
          new Thread(
              () -> {
                try {
                  statement.execute("SELECT pg_sleep(60)");
                } catch (SQLException expected) {
                  // The backend is ended with the server.
                }
              });
      sleeper.start();
      postgres.kill();
      postgres.restart();
    }

    assertThat(query(database, "SELECT answer FROM crashed")).isEqualTo("43");
  }

  private static String query(Database database, String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static void execute(Database database, String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
