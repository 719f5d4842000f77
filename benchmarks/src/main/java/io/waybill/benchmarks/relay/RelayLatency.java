package io.waybill.benchmarks.relay;

import io.waybill.benchmarks.command.Arguments;
import io.waybill.benchmarks.report.Conditions;
import io.waybill.benchmarks.report.MarkdownTable;
import io.waybill.benchmarks.report.Spread;
import io.waybill.benchmarks.report.Times;
import io.waybill.benchmarks.service.Infrastructure;
import io.waybill.benchmarks.service.Java;
import io.waybill.benchmarks.service.ServiceProcess;
import io.waybill.local.stack.Service;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;

/** The command {@code benchmarks/latency}. */
final class RelayLatency {
  private static final double WARM_UP_RATE = 300;
  private static final Duration SETTLE = Duration.ofSeconds(1);

  private final Arguments arguments;
  private final Java java;

  private record Slice(
      double p50,
      double p99,
      double longest,
      double relayCpu,
      double postgresCpu,
      double kafkaCpu,
      long failures,
      double events) {}

  private RelayLatency(Arguments arguments, Java java) {
    this.arguments = arguments;
    this.java = java;
  }

  public static void main(String[] words) throws Exception {
    Arguments arguments =
        Arguments.read(
            words,
            new TreeMap<>(
                Map.ofEntries(
                    Map.entry("only", "waybill,plain,debezium,idle"),
                    Map.entry("rates", "100,500"),
                    Map.entry("slice", "10s"),
                    Map.entry("repeat", "3"),
                    Map.entry("warm-up", "60s"),
                    Map.entry("pause", "5"),
                    Map.entry("spacing", ""),
                    Map.entry("idle", "60s"),
                    Map.entry("java", ""),
                    Map.entry("options", "-Xmx256m -XX:+UseSerialGC"))));
    Java java = Java.of(arguments.text("java"), arguments.text("options"));
    List<String> names = new ArrayList<>(List.of(arguments.text("only").split(",", -1)));
    RelayLatency latency = new RelayLatency(arguments, java);
    boolean idle = names.remove("idle");
    if (!names.isEmpty()) {
      System.out.println(latency.underLoad(names));
    }
    if (idle) {
      System.out.println(latency.idle());
    }
    System.out.println(
        Conditions.line(
            "benchmarks/latency " + arguments,
            java.words()
                + " for the services; PostgreSQL with fsync on and wal_level=logical, Kafka, the load and the consumer"
                + " on the same machine; medians of the slices"));
    System.exit(0);
  }

  private MarkdownTable underLoad(List<String> names) throws Exception {
    MarkdownTable table =
        new MarkdownTable(
            "POST/s asked",
            "Relay",
            "Events/s",
            "p50, ms: median (min–max)",
            "p99, ms",
            "longest, ms",
            "CPU ms per event: service and relay",
            "PostgreSQL",
            "Kafka",
            "Failures");
    Map<String, String> settings =
        arguments.text("spacing").isEmpty()
            ? Map.of()
            : Map.of("OUTBOX_SPACING", arguments.text("spacing"));
    try (Relays relays = new Relays(names, java, 500, arguments.integer("pause"), settings);
        Arrivals arrivals = new Arrivals(relays.infrastructure().kafkaBrokers())) {
      String[] rates = arguments.text("rates").split(",", -1);
      for (Relay relay : relays.all()) {
        System.err.println("Warming up " + relay.name());
        slice(relays, relay, arrivals, WARM_UP_RATE, arguments.duration("warm-up"));
      }
      for (String rate : rates) {
        Map<Relay, List<Slice>> slices = new LinkedHashMap<>();
        relays.all().forEach(relay -> slices.put(relay, new ArrayList<>()));
        for (int i = 0; i < arguments.integer("repeat"); i++) {
          for (Relay relay : relays.all()) {
            Slice one =
                slice(
                    relays, relay, arrivals, Double.parseDouble(rate), arguments.duration("slice"));
            slices.get(relay).add(one);
            System.err.printf(
                "%s, %s POST/s: p50 %s ms, p99 %s ms%n",
                relay.name(), rate, Spread.number(one.p50()), Spread.number(one.p99()));
          }
        }
        slices.forEach(
            (relay, of) ->
                table.row(
                    rate,
                    relay.name(),
                    Spread.number(median(of, Slice::events)),
                    spread(of, Slice::p50),
                    spread(of, Slice::p99),
                    spread(of, Slice::longest),
                    Spread.number(median(of, Slice::relayCpu)),
                    Spread.number(median(of, Slice::postgresCpu)),
                    Spread.number(median(of, Slice::kafkaCpu)),
                    of.stream().mapToLong(Slice::failures).sum()));
      }
    }
    return table;
  }

  private Slice slice(Relays relays, Relay relay, Arrivals arrivals, double rate, Duration time)
      throws SQLException {
    Infrastructure infrastructure = relays.infrastructure();
    relay.before().run();
    relay.start().run();
    try (PostLoad load = new PostLoad(relay.httpPort(), rate)) {
      pause(SETTLE);
      arrivals.take();
      double relayCpu = relay.cpuMillis();
      double postgresCpu = infrastructure.postgresUsage().cpuMillis();
      double kafkaCpu = infrastructure.kafkaUsage().cpuMillis();
      pause(time);
      Times ages = new Times(arrivals.take());
      Slice slice =
          new Slice(
              ages.millis(0.5),
              ages.millis(0.99),
              ages.millis(1),
              (relay.cpuMillis() - relayCpu) / ages.count(),
              (infrastructure.postgresUsage().cpuMillis() - postgresCpu) / ages.count(),
              (infrastructure.kafkaUsage().cpuMillis() - kafkaCpu) / ages.count(),
              load.failures(),
              ages.count() / (time.toMillis() / 1e3));
      return slice;
    } finally {
      pause(SETTLE);
      relay.stop().run();
    }
  }

  private MarkdownTable idle() {
    MarkdownTable table = new MarkdownTable("Service without load", "CPU, % of a core");
    Duration time = arguments.duration("idle");
    try (Infrastructure infrastructure = new Infrastructure()) {
      Map<Service, ServiceProcess> services = new LinkedHashMap<>();
      for (Service service : Service.values()) {
        services.put(service, infrastructure.startWaybill(service, java).process());
      }
      pause(arguments.duration("warm-up"));
      Map<Service, Double> before = new LinkedHashMap<>();
      services.forEach((service, process) -> before.put(service, process.usage().cpuMillis()));
      double postgres = infrastructure.postgresUsage().cpuMillis();
      double kafka = infrastructure.kafkaUsage().cpuMillis();
      pause(time);
      services.forEach(
          (service, process) ->
              table.row(
                  "routes-" + service.label(),
                  percent(process.usage().cpuMillis() - before.get(service), time)));
      table.row(
          "PostgreSQL, for all of them",
          percent(infrastructure.postgresUsage().cpuMillis() - postgres, time));
      table.row(
          "Kafka, for all of them", percent(infrastructure.kafkaUsage().cpuMillis() - kafka, time));
    }
    return table;
  }

  private static String percent(double cpuMillis, Duration time) {
    return Spread.number(100 * cpuMillis / time.toMillis());
  }

  private static void pause(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  private static Spread spread(List<Slice> slices, ToDoubleFunction<Slice> of) {
    return Spread.of(slices.stream().map(of::applyAsDouble).toList());
  }

  private static double median(List<Slice> slices, ToDoubleFunction<Slice> of) {
    return spread(slices, of).median();
  }
}
