package io.waybill.benchmarks.growth;

import io.waybill.benchmarks.command.Arguments;
import io.waybill.benchmarks.report.Conditions;
import io.waybill.local.LocalPostgres;
import java.util.Map;
import java.util.TreeMap;

/** The command {@code benchmarks/outbox-growth}. */
final class OutboxGrowth {
  private OutboxGrowth() {}

  public static void main(String[] words) throws Exception {
    Arguments arguments =
        Arguments.read(
            words,
            new TreeMap<>(
                Map.of(
                    "rows", "1000000",
                    "open-transaction", "10m",
                    "rate", "100",
                    "measure", "60s",
                    "explain", "0")));
    String version;
    try (LocalPostgres postgres = LocalPostgres.start()) {
      version = new Tables(postgres.superuser()).version();
      new Phases(postgres, arguments).run();
    }
    System.out.println(
        Conditions.line(
            "benchmarks/outbox-growth " + arguments,
            version
                + ", fsync off, one server and one service in one machine with a second of each outbox as control"));
    System.exit(0);
  }
}
