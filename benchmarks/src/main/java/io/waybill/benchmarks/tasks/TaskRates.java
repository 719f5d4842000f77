package io.waybill.benchmarks.tasks;

import io.waybill.benchmarks.command.Arguments;
import io.waybill.benchmarks.report.Conditions;
import io.waybill.benchmarks.report.MarkdownTable;
import io.waybill.benchmarks.report.Spread;
import io.waybill.benchmarks.service.Infrastructure;
import io.waybill.benchmarks.service.Java;
import io.waybill.benchmarks.service.ServiceProcess;
import io.waybill.local.Database;
import io.waybill.local.stack.Service;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** The command {@code benchmarks/tasks}. */
final class TaskRates {
  private static final double NANOS_PER_SECOND = 1e9;

  private final int tasks;
  private final Infrastructure infrastructure;
  private final ServiceProcess service;
  private final ResourceEvents events;
  private final TaskTable ofService;
  private final PlainStatements plain;

  /** In the order of the table. */
  private final Map<Row, List<Rate>> rates = new LinkedHashMap<>();

  private record Row(String what, int versions, String program) {}

  private record Rate(double perSecond, double serviceCpu, double postgresCpu, double kafkaCpu) {}

  private TaskRates(
      int tasks,
      Infrastructure infrastructure,
      ServiceProcess service,
      ResourceEvents events,
      TaskTable ofService,
      PlainStatements plain) {
    this.tasks = tasks;
    this.infrastructure = infrastructure;
    this.service = service;
    this.events = events;
    this.ofService = ofService;
    this.plain = plain;
  }

  public static void main(String[] words) throws SQLException {
    Arguments arguments =
        Arguments.read(
            words,
            new TreeMap<>(
                Map.of(
                    "tasks", "20000",
                    "versions", "1,4",
                    "repeat", "3",
                    "warm-up", "60000",
                    "java", "",
                    "options", "-Xmx256m -XX:+UseSerialGC")));
    Java java = Java.of(arguments.text("java"), arguments.text("options"));
    System.out.println(measure(arguments, java));
    System.out.println(
        Conditions.line(
            "benchmarks/tasks " + arguments,
            java.words()
                + " for the service; PostgreSQL with fsync on, Kafka and the service on the same machine;"
                + " medians of the repetitions"));
    System.exit(0);
  }

  private static String measure(Arguments arguments, Java java) throws SQLException {
    try (Infrastructure infrastructure = new Infrastructure()) {
      ServiceProcess service = infrastructure.startWaybill(Service.GRPC, java).process();
      Database alone = infrastructure.migrated(Service.GRPC, Service.WORKER, java);
      try (ResourceEvents events = new ResourceEvents(infrastructure.kafkaBrokers());
          TaskTable table = new TaskTable(infrastructure.database(Service.GRPC));
          PlainStatements plain = new PlainStatements(alone)) {
        TaskRates rates =
            new TaskRates(
                arguments.integer("tasks"), infrastructure, service, events, table, plain);
        List<Integer> versions =
            Arrays.stream(arguments.text("versions").split(",", -1)).map(Integer::valueOf).toList();
        rates.warmUp(arguments.integer("warm-up"));
        for (int i = 0; i < arguments.integer("repeat"); i++) {
          versions.forEach(rates::measure);
        }
        return rates.toString();
      }
    }
  }

  private void warmUp(int events) {
    for (int done = 0; done < events; done += tasks) {
      make(1);
      finish();
    }
    plain.make(tasks, 1);
    plain.execute();
  }

  private void make(int versions) {
    long before = ofService.newest();
    events.send(tasks, versions);
    ofService.awaitNewest(before + tasks);
  }

  private void finish() {
    ofService.awaitFinished();
    ofService.awaitPublished();
  }

  private void measure(int versions) {
    ofService.holdExecutors();
    rate("tasks made from events", versions, "Waybill", () -> make(versions));
    ofService.awaitPublished();
    rate(
        "tasks executed",
        versions,
        "Waybill",
        () -> {
          ofService.letExecutorsGo();
          finish();
        });
    rate(
        "both, until all is published",
        versions,
        "Waybill",
        () -> {
          make(versions);
          finish();
        });
    rate(
        "tasks made from events",
        versions,
        "its statements alone",
        () -> plain.make(tasks, versions));
    rate("tasks executed", versions, "its statements alone", plain::execute);
  }

  private void rate(String what, int versions, String program, Runnable work) {
    double serviceCpu = service.usage().cpuMillis();
    double postgresCpu = infrastructure.postgresUsage().cpuMillis();
    double kafkaCpu = infrastructure.kafkaUsage().cpuMillis();
    long start = System.nanoTime();
    work.run();
    double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
    Rate rate =
        new Rate(
            tasks / seconds,
            (service.usage().cpuMillis() - serviceCpu) / tasks,
            (infrastructure.postgresUsage().cpuMillis() - postgresCpu) / tasks,
            (infrastructure.kafkaUsage().cpuMillis() - kafkaCpu) / tasks);
    Row row = new Row(what, versions, program);
    rates.computeIfAbsent(row, any -> new ArrayList<>()).add(rate);
    System.err.println(row + ": " + Spread.number(rate.perSecond()) + " per second");
  }

  @Override
  public String toString() {
    MarkdownTable table =
        new MarkdownTable(
            "What",
            "Events of a resource",
            "Program",
            "Tasks per second: median (min–max)",
            "CPU ms per task: service",
            "PostgreSQL",
            "Kafka");
    rates.forEach(
        (row, of) ->
            table.row(
                row.what(),
                row.versions(),
                row.program(),
                spread(of, Rate::perSecond),
                Spread.number(spread(of, Rate::serviceCpu).median()),
                Spread.number(spread(of, Rate::postgresCpu).median()),
                Spread.number(spread(of, Rate::kafkaCpu).median())));
    return table.toString();
  }

  private static Spread spread(List<Rate> rates, ToDoubleFunction<Rate> of) {
    return Spread.of(rates.stream().map(of::applyAsDouble).toList());
  }
}
