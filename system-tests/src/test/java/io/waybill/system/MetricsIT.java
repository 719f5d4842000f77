package io.waybill.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.local.stack.Stack;
import io.waybill.system.client.Http;
import io.waybill.system.client.Json;
import io.waybill.system.client.Tasks;
import io.waybill.system.stack.WithStack;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The names and labels that dashboards and alerts rely on, as a scrape finds them. */
@WithStack
class MetricsIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String LAG = "kafka_consumer_fetch_manager_records_lag{";
  private static final String GROUP_LAG = "kafka_consumer_group_lag{";

  private static Stack stack;

  @BeforeAll
  static void use(Stack shared) throws Exception {
    stack = shared;
    String url = stack.restUrl() + "/api/v1/resources";
    String id = Http.send("POST", url, Json.object("name", "measured")).json().path("id").asText();
    Http.get(url + "/" + id);
    try (Tasks tasks = new Tasks(stack.grpcAddress())) {
      tasks.process(id, "measure");
    }
    await("all that is measured on the road")
        .atMost(LIMIT)
        .until(() -> scrape("worker-1").contains("topic=\"task.completed\""));
    await("the relays' figures")
        .atMost(LIMIT)
        .until(() -> scrape("grpc-1").contains("outbox_published_total{topic=\"task.completed\""));
    for (String consumer : List.of("grpc-1", "worker-1")) {
      await("the lag of " + consumer)
          .atMost(LIMIT)
          .until(() -> scrape(consumer).contains(LAG) && scrape(consumer).contains(GROUP_LAG));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rest-1   | http_requests_total                          | method path status",
        "rest-1   | http_request_duration_seconds_bucket         | le method path",
        "rest-1   | http_requests_in_flight_limit                |",
        "rest-1   | go_sql_open_connections                      |",
        "rest-1   | hikaricp_connections_active                  | pool",
        "rest-1   | outbox_pending                               |",
        "rest-1   | outbox_oldest_pending_age_seconds            |",
        "rest-1   | outbox_parked                                |",
        "rest-1   | outbox_held_back                             |",
        "rest-1   | outbox_oldest_publishable_age_seconds        |",
        "rest-1   | dependency_up                                | dependency",
        "rest-1   | outbox_published_total                       | topic",
        "rest-1   | outbox_publish_failures_total                |",
        "rest-1   | outbox_relay_lag_seconds_bucket              | le",
        "rest-1   | jvm_memory_used_bytes                        | area id",
        "rest-1   | camel_exchanges_total                        | routeId",
        "grpc-1   | grpc_server_handled_total                    | grpc_code grpc_method grpc_service",
        "grpc-1   | grpc_server_handling_seconds_bucket          | grpc_method grpc_service le",
        "grpc-1   | grpc_server_calls_in_flight_limit            |",
        "grpc-1   | kafka_consumer_messages_consumed_total       | topic",
        "grpc-1   | kafka_consumer_fetch_manager_records_lag     | partition topic",
        "grpc-1   | kafka_consumer_messages_failed_total         | topic",
        "grpc-1   | kafka_consumer_messages_dead_lettered_total  | topic",
        "grpc-1   | tasks_unfinished                             | status",
        "grpc-1   | tasks_oldest_pending_age_seconds             |",
        "grpc-1   | tasks_attempts_total                         | action status",
        "grpc-1   | dependency_up                                | dependency",
        "grpc-1   | kafka_consumer_group_lag                     | group partition topic",
        "grpc-1   | outbox_pending                               |",
        "grpc-1   | outbox_published_total                       | topic",
        "grpc-1   | outbox_relay_lag_seconds_bucket              | le",
        "grpc-1   | dead_letters_open                            |",
        "grpc-1   | hikaricp_connections_active                  | pool",
        "worker-1 | worker_messages_processed_total              | status topic",
        "worker-1 | worker_processing_duration_seconds_bucket    | le topic",
        "worker-1 | worker_db_operations_total                   | operation status",
        "worker-1 | kafka_consumer_fetch_manager_records_lag     | partition topic",
        "worker-1 | kafka_consumer_messages_failed_total         | topic",
        "worker-1 | kafka_consumer_group_lag                     | group partition topic",
        "worker-1 | dependency_up                                | dependency",
        "worker-1 | jvm_memory_used_bytes                        | area id",
        "worker-1 | camel_exchanges_total                        | routeId",
      })
  void isThereWithItsLabels(String service, String name, String labels) {
    Set<String> wanted =
        labels == null ? Set.of() : new TreeSet<>(Arrays.asList(labels.trim().split(" ")));
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () ->
                assertThat(
                        scrape(service)
                            .lines()
                            .filter(
                                line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                            .map(MetricsIT::labels))
                    .as("%s of %s", name, service)
                    .isNotEmpty()
                    .anySatisfy(found -> assertThat(found).containsAll(wanted)));
  }

  /** The bounds of what is promised: alerts and panels ask whether more took longer than that. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rest-1   | http_request_duration_seconds      | 0.1 0.25 0.5 1.0",
        "rest-1   | outbox_relay_lag_seconds           | 0.1 0.25 0.5 1.0 5.0 60.0",
        "grpc-1   | grpc_server_handling_seconds       | 0.1 0.25 0.5 1.0",
        "grpc-1   | outbox_relay_lag_seconds           | 0.1 0.25 0.5 1.0 5.0 60.0",
        "worker-1 | worker_processing_duration_seconds | 0.1 0.25 0.5 1.0 5.0",
      })
  void bucketsEndWhereThePromisesDo(String service, String name, String bounds) {
    // A relay counts an event a moment after the worker may have stored it.
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () ->
                assertThat(bounds(service, name)).contains(bounds.split(" ")).hasSizeLessThan(20));
  }

  private static Set<String> bounds(String service, String name) {
    return scrape(service)
        .lines()
        .filter(line -> line.startsWith(name + "_bucket{"))
        .map(line -> line.replaceAll(".*le=\"([^\"]*)\".*", "$1"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void noPathIsARawOne() {
    assertThat(scrape("rest-1").lines().filter(line -> line.startsWith("http_requests_total{")))
        .isNotEmpty()
        .noneMatch(line -> line.matches(".*[0-9a-f]{8}-[0-9a-f]{4}-7.*"));
  }

  /** Callers may name any action, and "measure" has no route. */
  @Test
  void noActionIsACallersText() {
    assertThat(scrape("grpc-1").lines().filter(line -> line.startsWith("tasks_attempts_total{")))
        .anyMatch(line -> line.contains("action=\"default\""))
        .noneMatch(line -> line.contains("measure"));
  }

  private static Set<String> labels(String line) {
    int open = line.indexOf('{');
    if (open < 0) {
      return Set.of();
    }
    return Arrays.stream(line.substring(open + 1, line.lastIndexOf('}')).split("\",", -1))
        .map(label -> label.substring(0, label.indexOf('=')))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String scrape(String service) {
    try {
      return Http.get(stack.httpUrl(service) + "/metrics").body();
    } catch (Exception e) {
      throw new AssertionError("No metrics of " + service, e);
    }
  }
}
