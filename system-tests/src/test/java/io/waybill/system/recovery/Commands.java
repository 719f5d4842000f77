package io.waybill.system.recovery;

import io.waybill.local.Database;
import io.waybill.local.stack.Service;
import io.waybill.local.stack.Stack;
import io.waybill.system.client.Http;
import io.waybill.system.client.Http.Answer;
import io.waybill.system.client.Json;
import io.waybill.system.stack.Project;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What docs/operations.md tells the operator to run. */
final class Commands {
  static final String TOKEN = "token-of-the-disaster-drill";

  private Commands() {}

  /** Takes Kafka's events back into restdb, and answers when it has them. */
  static void replay(Stack stack, Path log) throws Exception {
    Database database = stack.database(Service.REST);
    run(
        log,
        Map.of(
            "REST_DB_HOST", database.host(),
            "REST_DB_PORT", Integer.toString(database.port()),
            "REST_DB_NAME", database.name(),
            "REST_DB_USER", database.user(),
            "REST_DB_PASSWORD", database.password(),
            "KAFKA_BROKERS", stack.kafkaBrokers(),
            "SPRING_PROFILES_ACTIVE", "local"),
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx256m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-jar",
        Project.root().resolve("routes-rest/target/routes-rest.jar").toString(),
        "--replay-only");
  }

  /** Runs a program to its end; fails unless that is 0. */
  static void run(Path log, Map<String, String> environment, String... command) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new AssertionError(String.join(" ", command) + " failed, see " + log);
      }
    } finally {
      process.destroyForcibly();
    }
  }

  /** Fills an empty Kafka from the outbox of a service. */
  static int republish(String url) throws IOException {
    int events = 0;
    String from = "1";
    while (!from.isEmpty()) {
      Answer answer =
          ops(
              url,
              "republish",
              "{\"from_sequence\":" + from + ",\"to_sequence\":" + Long.MAX_VALUE + "}");
      events += answer.json().path("events").asInt();
      from = answer.json().path("next_sequence").asText();
    }
    return events;
  }

  /** Stops the relay of a service. */
  static void pause(String url) throws IOException {
    ops(url, "pause", Json.object("reason", "Kafka lost"));
  }

  /** Lets the relay of a service go on. */
  static void resume(String url) throws IOException {
    ops(url, "resume", "{}");
  }

  private static Answer ops(String url, String call, String json) throws IOException {
    Answer answer =
        Http.send("POST", url + "/ops/outbox/" + call, json, "Authorization", "Bearer " + TOKEN);
    if (answer.status() != 200) {
      throw new AssertionError(call + " was answered " + answer.status() + " " + answer.body());
    }
    return answer;
  }

  /** The names of the services that run. */
  static List<String> services(Stack stack) {
    List<String> services = new ArrayList<>(stack.names());
    services.removeAll(List.of("postgres", "kafka"));
    return services;
  }
}
