package io.waybill.benchmarks.order;

import io.waybill.benchmarks.command.Arguments;
import io.waybill.benchmarks.report.Conditions;
import io.waybill.benchmarks.report.MarkdownTable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.utils.AppInfoParser;

/** The command {@code benchmarks/relay-order}. */
final class RelayOrder {
  private RelayOrder() {}

  public static void main(String[] words) throws PublishException {
    Arguments arguments =
        Arguments.read(
            words,
            new TreeMap<>(Map.of("kills", "20", "repeat", "3", "slice", "1500ms", "seed", "1")));

    if (arguments.integer("repeat") > 0) {
      System.out.println(
          new Speed(arguments.integer("repeat"), arguments.duration("slice")).measure());
    }
    if (arguments.integer("kills") > 0) {
      System.out.println(faults(arguments.integer("kills"), arguments.integer("seed")));
    }
    System.out.println(
        Conditions.line(
            "benchmarks/relay-order " + arguments,
            "Kafka "
                + AppInfoParser.getVersion()
                + ", one broker in a process of its own, records of "
                + Events.BYTES
                + " bytes; median (min–max)"));
    System.exit(0);
  }

  /** The ways side by side, each with a broker of its own to kill. */
  private static String faults(int kills, long seed) {
    MarkdownTable table =
        new MarkdownTable(
            "Way",
            "Kills in a batch",
            "Events acknowledged",
            "Batches repeated",
            "Kill → acknowledged, s",
            "Consumer",
            "Lost",
            "Duplicates",
            "Order violations");
    List<CompletableFuture<Faults.Outcome>> runs =
        Arrays.stream(Way.values())
            .map(way -> CompletableFuture.supplyAsync(() -> new Faults(way, kills, seed).run()))
            .toList();
    for (CompletableFuture<Faults.Outcome> run : runs) {
      Faults.Outcome outcome = run.join();
      row(table, outcome, "plain", outcome.plain());
      row(table, outcome, "read_committed", outcome.committed());
    }
    return table.toString();
  }

  private static void row(MarkdownTable table, Faults.Outcome of, String consumer, Sight sight) {
    table.row(
        of.way(),
        of.kills() + " (" + of.missed() + " more fell between batches)",
        of.events(),
        of.repeatedBatches(),
        of.recoverySeconds(),
        consumer,
        sight.lost(of.events()),
        sight.duplicates(),
        sight.violations());
  }
}
