package io.waybill.benchmarks.growth.service;

import io.waybill.benchmarks.command.Arguments;
import io.waybill.benchmarks.http.Wrk;
import io.waybill.benchmarks.report.Conditions;
import io.waybill.benchmarks.report.MarkdownTable;
import io.waybill.benchmarks.report.Spread;
import io.waybill.benchmarks.service.Contender;
import io.waybill.benchmarks.service.Infrastructure;
import io.waybill.benchmarks.service.Infrastructure.Waybill;
import io.waybill.benchmarks.service.Java;
import io.waybill.benchmarks.service.SideBySide;
import io.waybill.benchmarks.service.SideBySide.Medians;
import io.waybill.local.Database;
import io.waybill.local.stack.Service;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The command {@code benchmarks/growth}. */
final class ServiceGrowth {
  private static final String GROWN = "grown";
  private static final String EMPTY = "empty";
  private static final int CONNECTIONS = 16;
  private static final int HOT = 1_000;
  // Of ten million, so many that a slice hardly asks for one twice.
  private static final int PERCENT = 2;

  private final Arguments arguments;
  private final Java java;
  private final Infrastructure infrastructure;
  private final SideBySide sideBySide;
  private final MarkdownTable ratios =
      new MarkdownTable("Grown / empty", "CPU of an operation", "p50", "p99");

  private ServiceGrowth(Arguments arguments, Java java, Infrastructure infrastructure) {
    this.arguments = arguments;
    this.java = java;
    this.infrastructure = infrastructure;
    sideBySide =
        new SideBySide(
            infrastructure, arguments.duration("slice"), arguments.integer("repeat"), GROWN);
  }

  public static void main(String[] words) throws Exception {
    Arguments arguments =
        Arguments.read(
            words,
            new TreeMap<>(
                Map.of(
                    "rows", "10000000",
                    "outbox-rows", "1000000",
                    "slice", "6s",
                    "repeat", "3",
                    "warm-up", "10s",
                    "events", "60000",
                    "shared-buffers", "128MB",
                    "java", "",
                    "options", "-Xmx256m -XX:+UseSerialGC")));
    Java java = Java.of(arguments.text("java"), arguments.text("options"));
    List<String> postgres =
        List.of(
            "shared_buffers=" + arguments.text("shared-buffers"),
            "max_wal_size=8GB",
            "max_parallel_maintenance_workers=2");
    try (Infrastructure infrastructure = new Infrastructure(postgres);
        Wrk wrk = new Wrk()) {
      ServiceGrowth growth = new ServiceGrowth(arguments, java, infrastructure);
      growth.measure(wrk);
      System.out.println(growth.ratios);
      System.out.println(growth.sideBySide);
    }
    System.out.println(
        Conditions.line(
            "benchmarks/growth " + arguments,
            java.words()
                + " for the services; PostgreSQL with fsync on and "
                + String.join(", ", postgres)
                + ", one server for both databases; Kafka and wrk on the same machine"));
    System.exit(0);
  }

  private void measure(Wrk wrk) throws SQLException {
    Database grownRest = infrastructure.database(Service.REST);
    Database grownWorker = infrastructure.database(Service.WORKER);
    Database emptyRest = alike(grownRest);
    Database emptyWorker = alike(grownWorker);
    // Started once before there is anything, which makes the tables.
    start(Service.REST, grownRest).process().close();
    start(Service.WORKER, grownWorker).process().close();
    fill(grownRest, "resources", arguments.integer("rows"));
    fill(grownRest, "outbox_events", arguments.integer("outbox-rows"));
    fill(grownWorker, "processed_events", arguments.integer("rows"));
    checkpoint();

    Waybill restOnGrown = start(Service.REST, grownRest);
    Waybill restOnEmpty = start(Service.REST, emptyRest);
    measureRest(
        new RestSide(GROWN, restOnGrown, grownRest, wrk),
        new RestSide(EMPTY, restOnEmpty, emptyRest, wrk));
    restOnGrown.process().close();
    restOnEmpty.process().close();

    Waybill workerOnGrown = start(Service.WORKER, grownWorker);
    Waybill workerOnEmpty = start(Service.WORKER, emptyWorker);
    try (Events events = new Events(infrastructure.kafkaBrokers())) {
      int count = arguments.integer("events");
      measure(
          "sink, " + count + " events",
          new SinkSide(GROWN, workerOnGrown.process(), grownWorker, events).store(count),
          new SinkSide(EMPTY, workerOnEmpty.process(), emptyWorker, events).store(count));
    }
  }

  private void measureRest(RestSide grown, RestSide empty) throws SQLException {
    measure("POST", grown.post(), empty.post());
    String hot = "SELECT id FROM resources ORDER BY id DESC LIMIT " + HOT;
    measure("GET, the " + HOT + " newest", grown.get(hot), empty.get(hot));
    String any = "SELECT id FROM resources TABLESAMPLE BERNOULLI (" + PERCENT + ")";
    measure("GET, any", grown.get(any), empty.get(any));
    for (Map.Entry<String, String> list : lists().entrySet()) {
      measure(list.getKey(), grown.list(list.getValue()), empty.list(list.getValue()));
    }
    int events = arguments.integer("events");
    measure("relay, " + events + " events", grown.relay(events), empty.relay(events));
  }

  /** Queries of the list, by what they are called. */
  private static Map<String, String> lists() {
    Instant day = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(2));
    Map<String, String> lists = new LinkedHashMap<>();
    lists.put("list of 100", "");
    lists.put("list, created before", "?created_before=" + day);
    lists.put(
        "list, an hour of archived",
        "?status=archived&created_after="
            + day.minus(Duration.ofHours(1))
            + "&created_before="
            + day);
    lists.put("list, a frequent name", "?name_prefix=resource");
    lists.put("list, a rare name", "?name_prefix=resource%2012345");
    lists.put(
        "list of 1, total of an hour",
        "?limit=1&total=true&created_after="
            + day.minus(Duration.ofHours(1))
            + "&created_before="
            + day);
    lists.put("list of 1, total of all", "?limit=1&total=true");
    return lists;
  }

  private void measure(String what, Contender grown, Contender empty) {
    List<Contender> both = List.of(grown, empty);
    sideBySide.warmUp(both, CONNECTIONS, arguments.duration("warm-up"));
    List<Medians> medians = sideBySide.measure(what, CONNECTIONS, both);
    ratios.row(
        what,
        Spread.number(medians.get(0).cpu() / medians.get(1).cpu()),
        Spread.number(medians.get(0).p50() / medians.get(1).p50()),
        Spread.number(medians.get(0).p99() / medians.get(1).p99()));
  }

  private Waybill start(Service service, Database database) {
    return infrastructure.startWaybill(
        service, java, Map.of(service.name() + "_DB_NAME", database.name()));
  }

  /** An empty database on the same server, of the same owner. */
  private Database alike(Database database) throws SQLException {
    String name = database.name() + "_empty";
    administer("CREATE DATABASE " + name + " OWNER " + database.user());
    return new Database(
        database.host(), database.port(), name, database.user(), database.password());
  }

  private void fill(Database database, String table, long rows) throws SQLException {
    long begin = System.nanoTime();
    new Filling(database, table).add(rows);
    System.err.printf(
        "%,d rows in %s after %d s%n",
        rows, table, Duration.ofNanos(System.nanoTime() - begin).toSeconds());
  }

  private void checkpoint() throws SQLException {
    administer("CHECKPOINT");
  }

  private void administer(String sql) throws SQLException {
    try (Connection connection = infrastructure.superuser().connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
