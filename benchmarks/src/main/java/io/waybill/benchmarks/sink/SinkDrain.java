package io.waybill.benchmarks.sink;

import io.waybill.benchmarks.command.Arguments;
import io.waybill.benchmarks.report.Conditions;
import io.waybill.benchmarks.report.MarkdownTable;
import io.waybill.benchmarks.report.Spread;
import io.waybill.benchmarks.service.Infrastructure;
import io.waybill.benchmarks.service.Java;
import io.waybill.benchmarks.service.ServiceProcess;
import io.waybill.benchmarks.sink.plain.PlainSink;
import io.waybill.local.Database;
import io.waybill.local.stack.Service;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** The command {@code benchmarks/sink}. */
final class SinkDrain {
  private static final String STATEMENT = "route-templates/src/main/resources/sql/event/store.sql";
  private static final double NANOS_PER_SECOND = 1e9;

  /** Waybill has lost its partitions while it was held, and gets them again. */
  private static final Duration FIRST_EVENT = Duration.ofSeconds(60);

  private static final Duration LAST_EVENT = Duration.ofSeconds(60);

  private final Arguments arguments;
  private final Infrastructure infrastructure;
  private final Consumed consumed;
  private final Events events;
  private long published;

  /** A program that stores events, and its database and group. */
  private record Sink(String name, ServiceProcess process, Database database, String group) {}

  private record Drain(double perSecond, double cpu, double postgresCpu, double kafkaCpu) {}

  private SinkDrain(
      Arguments arguments, Infrastructure infrastructure, Consumed consumed, Events events) {
    this.arguments = arguments;
    this.infrastructure = infrastructure;
    this.consumed = consumed;
    this.events = events;
  }

  public static void main(String[] words) throws Exception {
    Arguments arguments =
        Arguments.read(
            words,
            new TreeMap<>(
                Map.of(
                    "events", "200000",
                    "warm-up", "600000",
                    "batch", "1000",
                    "repeat", "3",
                    "java", "",
                    "options", "-Xmx256m -XX:+UseSerialGC")));
    Java java = Java.of(arguments.text("java"), arguments.text("options"));
    try (Infrastructure infrastructure = new Infrastructure();
        Consumed consumed = new Consumed(infrastructure.kafkaBrokers());
        Events events = new Events(infrastructure.kafkaBrokers())) {
      System.out.println(new SinkDrain(arguments, infrastructure, consumed, events).measure(java));
    }
    System.out.println(
        Conditions.line(
            "benchmarks/sink " + arguments,
            java.words()
                + " for both; PostgreSQL with fsync on and Kafka on the same machine; medians of the slices"));
    System.exit(0);
  }

  private MarkdownTable measure(Java java) throws SQLException {
    String batch = arguments.text("batch");
    Database plainDatabase = infrastructure.migrated(Service.WORKER, Service.GRPC, java);
    List<Sink> sinks =
        List.of(
            new Sink(
                "Waybill",
                infrastructure
                    .startWaybill(Service.WORKER, java, Map.of("WORKER_BATCH_SIZE", batch))
                    .process(),
                infrastructure.database(Service.WORKER),
                "worker-service-group"),
            new Sink(
                "plain loop",
                infrastructure.startPlain(
                    PlainSink.class,
                    java,
                    plainDatabase,
                    List.of(
                        Path.of(STATEMENT).toAbsolutePath().toString(),
                        "plain-sink",
                        batch,
                        String.join(",", Events.TOPICS))),
                plainDatabase,
                "plain-sink"));
    Map<Sink, List<Drain>> drains = new LinkedHashMap<>();
    sinks.forEach(sink -> drains.put(sink, new ArrayList<>()));
    int events = arguments.integer("events");
    round(sinks, arguments.integer("warm-up"));
    for (int i = 0; i < arguments.integer("repeat"); i++) {
      round(sinks, events).forEach((sink, drain) -> drains.get(sink).add(drain));
    }
    return table(drains);
  }

  /** The same new events for each sink, one sink after the other. */
  private Map<Sink, Drain> round(List<Sink> sinks, int count) throws SQLException {
    sinks.forEach(sink -> sink.process().suspend());
    events.publish(count);
    long before = published;
    published += count;
    Map<Sink, Drain> drains = new LinkedHashMap<>();
    for (Sink sink : sinks) {
      drains.put(sink, drain(sink, before));
      System.err.printf(
          "%s: %s events per second%n", sink.name(), Spread.number(drains.get(sink).perSecond()));
    }
    sinks.forEach(sink -> sink.process().resume());
    return drains;
  }

  /** From the first batch seen to the last: a sink that was held first has to join its group. */
  private Drain drain(Sink sink, long before) throws SQLException {
    try (Connection connection = sink.database().connect();
        Statement statement = connection.createStatement()) {
      statement.execute("VACUUM ANALYZE processed_events");
    }
    sink.process().resume();
    long first = consumed.awaitCount(sink.group(), before + 1, FIRST_EVENT);
    long begin = System.nanoTime();
    double cpu = sink.process().usage().cpuMillis();
    double postgresCpu = infrastructure.postgresUsage().cpuMillis();
    double kafkaCpu = infrastructure.kafkaUsage().cpuMillis();
    long last = consumed.awaitCount(sink.group(), published, LAST_EVENT);
    double seconds = (System.nanoTime() - begin) / NANOS_PER_SECOND;
    double thousands = (last - first) / 1e3;
    Drain drain =
        new Drain(
            (last - first) / seconds,
            (sink.process().usage().cpuMillis() - cpu) / thousands,
            (infrastructure.postgresUsage().cpuMillis() - postgresCpu) / thousands,
            (infrastructure.kafkaUsage().cpuMillis() - kafkaCpu) / thousands);
    sink.process().suspend();
    return drain;
  }

  private static MarkdownTable table(Map<Sink, List<Drain>> drains) {
    MarkdownTable table =
        new MarkdownTable(
            "Sink",
            "Events per second: median (min–max)",
            "Waybill / this",
            "CPU ms per 1,000 events: sink",
            "PostgreSQL",
            "Kafka");
    double first = median(drains.values().iterator().next(), Drain::perSecond);
    drains.forEach(
        (sink, of) ->
            table.row(
                sink.name(),
                Spread.of(of.stream().map(Drain::perSecond).toList()),
                Spread.number(first / median(of, Drain::perSecond)),
                Spread.number(median(of, Drain::cpu)),
                Spread.number(median(of, Drain::postgresCpu)),
                Spread.number(median(of, Drain::kafkaCpu))));
    return table;
  }

  private static double median(List<Drain> drains, ToDoubleFunction<Drain> of) {
    return Spread.of(drains.stream().map(of::applyAsDouble).toList()).median();
  }
}
