package io.waybill.local.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.local.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL and Kafka as processes of their own; the services have their system tests. */
class StackIT {
  @TempDir private Path directory;

  @Tag("long")
  @Test
  void aProcessIsKilledPausedAndStartedAgainWithItsData() throws Exception {
    try (Stack stack = stack()) {
      stack.start("postgres");
      stack.start("kafka");
      assertThat(health(stack, "postgres")).isEqualTo(Health.READY);
      assertThat(health(stack, "kafka")).isEqualTo(Health.READY);
      assertThat(health(stack, "rest-1")).isEqualTo(Health.STOPPED);
      assertThat(topics(stack)).containsAll(Topics.all());
      execute(stack, "CREATE TABLE kept AS SELECT 1");

      long firstPid = stack.pid("postgres").orElseThrow();
      stack.kill("postgres");
      stack.kill("kafka");
      assertThat(health(stack, "postgres")).isEqualTo(Health.STOPPED);
      assertThat(health(stack, "kafka")).isEqualTo(Health.STOPPED);
      stack.start("postgres");
      stack.start("kafka");

      assertThat(stack.pid("postgres").orElseThrow()).isNotEqualTo(firstPid);
      execute(stack, "SELECT * FROM kept");
      assertThat(topics(stack)).containsAll(Topics.all());
      assertThatThrownBy(() -> stack.start("kafka"))
          .isInstanceOf(StackException.class)
          .hasMessageContaining("kafka runs already");

      stack.pause("kafka");
      assertThat(health(stack, "kafka")).isEqualTo(Health.PAUSED);
      stack.resume("kafka");
      stack.awaitReady("kafka", Duration.ofSeconds(30));
      stack.pause("kafka");
    }

    Stack later =
        Stack.builder(directory).directory(directory.resolve("s")).existing().orElseThrow();
    assertThat(later.isAnythingRunning()).isFalse();
    later.deleteData();
    assertThat(directory.resolve("s/data")).doesNotExist();
  }

  @Test
  void aServiceThatEndsAtTheStartIsNamedWithItsReasonAndAllIsStoppedAgain() throws Exception {
    Path jar = Files.writeString(directory.resolve("no.jar"), "not a jar");
    Stack stack =
        Stack.builder(directory)
            .directory(directory.resolve("s"))
            .freePorts()
            .durable(false)
            .jar(Service.REST, jar)
            .jar(Service.GRPC, jar)
            .jar(Service.WORKER, jar)
            .build();

    assertThatThrownBy(stack::start)
        .isInstanceOf(StackException.class)
        // All of them do; on a loaded machine another may be the first.
        .hasMessageMatching("(?s)(rest|grpc|worker)-1 ended while it started.*")
        .hasMessageContaining("corrupt jarfile");

    assertThat(stack.isAnythingRunning()).isFalse();
    assertThat(directory.resolve("s/env")).doesNotExist();
  }

  @Test
  void aJarThatIsNotThereAndANameThatIsUnknownAreSaid() {
    try (Stack stack = stack()) {
      assertThatThrownBy(() -> stack.start("worker-1"))
          .isInstanceOf(StackException.class)
          .hasMessageContaining("worker-1 cannot start")
          .hasMessageContaining("routes-worker.jar is missing");
      assertThatThrownBy(() -> stack.start("worker-2"))
          .isInstanceOf(StackException.class)
          .hasMessageContaining("postgres, kafka, rest-1, grpc-1, worker-1");
    }
  }

  private Stack stack() {
    return Stack.builder(directory)
        .directory(directory.resolve("s"))
        .freePorts()
        .durable(false)
        .build();
  }

  private static Health health(Stack stack, String name) {
    return stack.status().stream()
        .filter(status -> status.name().equals(name))
        .findFirst()
        .orElseThrow()
        .health();
  }

  private static Set<String> topics(Stack stack) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafkaBrokers()))) {
      return admin.listTopics().names().get();
    }
  }

  private static void execute(Stack stack, String sql) throws Exception {
    try (Connection connection = stack.database(Service.REST).connect();
        Statement statement = connection.createStatement()) {
      if (statement.execute(sql)) {
        try (ResultSet rows = statement.getResultSet()) {
          assertThat(rows.next()).isTrue();
        }
      }
    }
  }
}
