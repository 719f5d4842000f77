package io.waybill.benchmarks.relay;

import io.waybill.benchmarks.command.Arguments;
import io.waybill.benchmarks.report.Conditions;
import io.waybill.benchmarks.report.MarkdownTable;
import io.waybill.benchmarks.report.Spread;
import io.waybill.benchmarks.service.Java;
import io.waybill.local.Topics;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** The command {@code benchmarks/relay}. */
final class RelayDrain {
  private static final double NANOS_PER_SECOND = 1e9;

  /** A relay that takes longer than that for its first event does not work. */
  private static final Duration FIRST_EVENT = Duration.ofSeconds(30);

  private final Arguments arguments;
  private final Relays relays;
  private final Published published;
  private final MarkdownTable table =
      new MarkdownTable(
          "POST/s asked",
          "Relay",
          "Events per second: median (min–max)",
          "Waybill / this",
          "CPU ms per 1,000 events: service and relay",
          "PostgreSQL",
          "Kafka",
          "POST/s answered",
          "Failures");

  private record Drain(
      double perSecond,
      double relayCpu,
      double postgresCpu,
      double kafkaCpu,
      double posts,
      long failures) {}

  private RelayDrain(Arguments arguments, Relays relays) {
    this.arguments = arguments;
    this.relays = relays;
    published = new Published(relays.infrastructure().kafkaBrokers(), Topics.RESOURCE_CREATED);
  }

  public static void main(String[] words) throws Exception {
    Arguments arguments =
        Arguments.read(
            words,
            new TreeMap<>(
                Map.ofEntries(
                    Map.entry("only", "waybill,plain,debezium"),
                    Map.entry("events", "200000"),
                    Map.entry("batch", "1000"),
                    Map.entry("posts", "0,300"),
                    Map.entry("limit", "20s"),
                    Map.entry("repeat", "3"),
                    Map.entry("warm-up", "600000"),
                    Map.entry("settings", ""),
                    Map.entry("java", ""),
                    Map.entry("options", "-Xmx256m -XX:+UseSerialGC"))));
    Java java = Java.of(arguments.text("java"), arguments.text("options"));
    int batch = arguments.integer("batch");
    try (Relays relays =
        new Relays(
            List.of(arguments.text("only").split(",", -1)),
            java,
            batch,
            1,
            settings(arguments.text("settings"), batch))) {
      RelayDrain drain = new RelayDrain(arguments, relays);
      drain.measure();
      System.out.println(drain.table);
    }
    System.out.println(
        Conditions.line(
            "benchmarks/relay " + arguments,
            java.words()
                + " for all; PostgreSQL with fsync on and wal_level=logical, Kafka and the load on the same machine;"
                + " medians of the slices"));
    System.exit(0);
  }

  private static Map<String, String> settings(String words, int batch) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("OUTBOX_BATCH_SIZE", Integer.toString(batch));
    for (String word : words.isBlank() ? new String[0] : words.split(" ", -1)) {
      settings.put(word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
    }
    return settings;
  }

  private void measure() throws SQLException, IOException {
    List<String> rates = List.of(arguments.text("posts").split(",", -1));
    double highest = rates.stream().mapToDouble(Double::parseDouble).max().orElse(0);
    for (Relay relay : relays.all()) {
      System.err.println("Warming up " + relay.name());
      int events = arguments.integer("events");
      for (int left = arguments.integer("warm-up"); left > 0; left -= events) {
        drain(relay, Math.min(left, events), highest);
      }
    }
    for (String posts : rates) {
      Map<Relay, List<Drain>> drains = new LinkedHashMap<>();
      relays.all().forEach(relay -> drains.put(relay, new ArrayList<>()));
      for (int i = 0; i < arguments.integer("repeat"); i++) {
        for (Relay relay : relays.all()) {
          Drain one = drain(relay, arguments.integer("events"), Double.parseDouble(posts));
          drains.get(relay).add(one);
          System.err.printf(
              "%s, %s POST/s: %s events per second%n",
              relay.name(), posts, Spread.number(one.perSecond()));
        }
      }
      double first = median(drains.get(relays.all().get(0)), Drain::perSecond);
      drains.forEach(
          (relay, of) ->
              table.row(
                  posts,
                  relay.name(),
                  Spread.of(of.stream().map(Drain::perSecond).toList()),
                  Spread.number(first / median(of, Drain::perSecond)),
                  Spread.number(median(of, Drain::relayCpu)),
                  Spread.number(median(of, Drain::postgresCpu)),
                  Spread.number(median(of, Drain::kafkaCpu)),
                  Spread.number(median(of, Drain::posts)),
                  of.stream().mapToLong(Drain::failures).sum()));
    }
  }

  /** From the first event seen to the last: how long an engine takes to start is not asked here. */
  private Drain drain(Relay relay, int events, double posts) throws SQLException {
    relay.before().run();
    relays.outbox().fill(events);
    long before = published.count();
    try (PostLoad load = new PostLoad(relay.httpPort(), posts)) {
      relay.start().run();
      long first = published.awaitCount(before + 1, System.nanoTime() + FIRST_EVENT.toNanos());
      long begin = System.nanoTime();
      double relayCpu = relay.cpuMillis();
      double postgresCpu = relays.infrastructure().postgresUsage().cpuMillis();
      double kafkaCpu = relays.infrastructure().kafkaUsage().cpuMillis();
      long answers = load.answers();
      long last =
          published.awaitCount(before + events, begin + arguments.duration("limit").toNanos());
      double seconds = (System.nanoTime() - begin) / NANOS_PER_SECOND;
      double thousands = (last - first) / 1e3;
      Drain result =
          new Drain(
              (last - first) / seconds,
              (relay.cpuMillis() - relayCpu) / thousands,
              (relays.infrastructure().postgresUsage().cpuMillis() - postgresCpu) / thousands,
              (relays.infrastructure().kafkaUsage().cpuMillis() - kafkaCpu) / thousands,
              (load.answers() - answers) / seconds,
              load.failures());
      relay.stop().run();
      return result;
    }
  }

  private static double median(List<Drain> drains, ToDoubleFunction<Drain> of) {
    return Spread.of(drains.stream().map(of::applyAsDouble).toList()).median();
  }
}
