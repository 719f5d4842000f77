package io.waybill.system.rig;

import io.waybill.local.Waiting;
import io.waybill.local.stack.Service;
import io.waybill.local.stack.Stack;
import io.waybill.system.client.Http;
import io.waybill.system.client.Sql;
import io.waybill.system.client.Unreadable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Damages records that no consumer has read, and publishes their events again, as the runbook says.
 *
 * <p>This comes after all other faults: a Kafka that was killed checks the end of its logs at its
 * next start and cuts a log at the first damaged batch, so acknowledged records behind it would be
 * lost.
 */
final class CorruptRecords {
  private static final Duration POLL = Duration.ofMillis(100);

  /** Four times fetch.max.wait.ms: no answer that was asked for before is still on its way. */
  private static final Duration ANSWERED = Duration.ofSeconds(2);

  private static final Duration EVENT_LIMIT = Duration.ofSeconds(5);
  private static final Duration SKIP_LIMIT = Duration.ofMinutes(1);
  private static final List<Service> CONSUMERS = List.of(Service.WORKER, Service.GRPC);
  private static final Pattern REPORT =
      Pattern.compile(
          "(?:The record at offset (\\d+)|\\d+ records, offsets (\\d+) to (\\d+)) of (\\S+)"
              + " can't be read and was skipped");
  private static final String COUNTER = "kafka_consumer_unreadable_records_total";

  private final Stack stack;
  private final Path data;
  private final Consumer<String> progress;
  private final List<Unreadable> damaged = new ArrayList<>();
  private final List<String> troubles = new ArrayList<>();

  CorruptRecords(Rig rig, Consumer<String> progress) {
    this.stack = rig.stack();
    this.data = rig.kafkaData();
    this.progress = progress;
  }

  /** What is damaged. */
  List<Unreadable> damaged() {
    return List.copyOf(damaged);
  }

  /** What consumers have not done as they should. */
  List<String> troubles() {
    return List.copyOf(troubles);
  }

  /** Freezes the consumers and flips a byte of a record that they don't have yet. */
  void damage(Fault fault) {
    progress.accept(fault.toString());
    List<String> replicas = CONSUMERS.stream().flatMap(this::replicas).toList();
    replicas.forEach(stack::pause);
    try {
      LockSupport.parkNanos(ANSWERED.toNanos());
      Map<LogFile, Long> ends = new HashMap<>();
      for (LogFile log : LogFile.of(data, fault.target())) {
        ends.put(log, log.size());
      }
      int before = damaged.size();
      if (Waiting.until(() -> damageOne(ends), EVENT_LIMIT, POLL)) {
        progress.accept("damaged: " + damaged.get(before));
      } else {
        progress.accept("No event has come to " + fault.target() + ": nothing is damaged.");
      }
    } finally {
      replicas.forEach(stack::resume);
    }
  }

  private boolean damageOne(Map<LogFile, Long> ends) {
    for (Map.Entry<LogFile, Long> end : ends.entrySet()) {
      Optional<Unreadable> one = end.getKey().flipAByteBehind(end.getValue());
      if (one.isPresent()) {
        damaged.add(one.get());
        return true;
      }
    }
    return false;
  }

  /** Waits until all consumers have named and counted the records, then publishes them again. */
  void republish() throws IOException, SQLException {
    if (damaged.isEmpty()) {
      return;
    }
    for (Service service : CONSUMERS) {
      if (!Waiting.until(() -> hasSkipped(service), SKIP_LIMIT, POLL)) {
        troubles.add(service.label() + " has not named and counted all of " + damaged);
      }
      reports(service).stream()
          .filter(report -> damaged.stream().noneMatch(one -> contains(one, report)))
          .forEach(
              report -> troubles.add(service.label() + " has skipped healthy ones: " + report));
    }
    String[] ids = damaged.stream().flatMap(one -> one.ids().stream()).toArray(String[]::new);
    for (Map<String, Object> row :
        Sql.query(
            stack.database(Service.REST),
            "SELECT seq FROM outbox_events WHERE id = ANY (?) ORDER BY seq",
            (Object) ids)) {
      String range =
          "{\"from_sequence\":" + row.get("seq") + ",\"to_sequence\":" + row.get("seq") + "}";
      Http.Answer answer =
          Http.send(
              "POST",
              stack.restUrl() + "/ops/outbox/republish",
              range,
              "Authorization",
              "Bearer " + Rig.OPERATOR_TOKEN);
      if (answer.status() != 200 || answer.json().path("events").asInt() != 1) {
        troubles.add("republish of " + range + ": " + answer.status() + " " + answer.body());
      }
    }
    progress.accept("published again: " + ids.length + " damaged events");
  }

  private boolean hasSkipped(Service service) {
    List<Unreadable> reports = reports(service);
    return damaged.stream().allMatch(one -> reports.stream().anyMatch(it -> contains(one, it)))
        && counted(service) >= damaged.stream().mapToLong(Unreadable::count).sum();
  }

  private static boolean contains(Unreadable damaged, Unreadable report) {
    return damaged.partition().equals(report.partition())
        && damaged.covers(report.from())
        && damaged.covers(report.to());
  }

  private List<Unreadable> reports(Service service) {
    return replicas(service).flatMap(name -> reports(stack.log(name))).toList();
  }

  private static Stream<Unreadable> reports(Path log) {
    try {
      Matcher found = REPORT.matcher(Files.readString(log));
      return found
          .results()
          .map(
              line -> {
                boolean single = line.group(1) != null;
                return new Unreadable(
                    LogFile.partition(line.group(4)),
                    Long.parseLong(line.group(single ? 1 : 2)),
                    Long.parseLong(line.group(single ? 1 : 3)),
                    List.of());
              })
          .collect(Collectors.toList())
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private double counted(Service service) {
    return replicas(service).mapToDouble(this::counted).sum();
  }

  private double counted(String replica) {
    try {
      return Http.get(stack.httpUrl(replica) + "/metrics")
          .body()
          .lines()
          .filter(line -> line.startsWith(COUNTER))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .sum();
    } catch (IOException away) {
      return 0;
    }
  }

  private Stream<String> replicas(Service service) {
    return stack.names().stream().filter(name -> name.startsWith(service.label() + "-"));
  }
}
