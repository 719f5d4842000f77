package io.waybill.benchmarks.growth;

import io.waybill.benchmarks.command.Arguments;
import io.waybill.benchmarks.report.MarkdownTable;
import io.waybill.benchmarks.report.Spread;
import io.waybill.benchmarks.report.Times;
import io.waybill.local.Database;
import io.waybill.local.LocalPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The outbox while it is empty, while it is big with transactions left open, and while retention
 * brings it down. A second one, in a database of its own on the same server and under the same
 * load, stays small: what befalls both is the machine's doing.
 */
final class Phases {
  private static final Duration WARM_UP = Duration.ofSeconds(15);
  private static final Duration RETENTION_LIMIT = Duration.ofMinutes(5);
  private static final int SLICES = 3;

  private final LocalPostgres postgres;
  private final Arguments arguments;
  private final Duration measure;
  private final MarkdownTable latencies =
      new MarkdownTable(
          "Phase",
          "Outbox",
          "Events",
          "p50, ms",
          "p99, ms",
          "p99 of its thirds, ms",
          "longest, ms");
  private final MarkdownTable criteria =
      new MarkdownTable("What", "Measured", "Criterion", "Holds");

  Phases(LocalPostgres postgres, Arguments arguments) {
    this.postgres = postgres;
    this.arguments = arguments;
    this.measure = arguments.duration("measure");
  }

  void run() throws Exception {
    int rate = arguments.integer("rate");
    Database grown = postgres.createDatabase("grown");
    Tables tables = new Tables(grown);
    try (Outbox outbox = new Outbox(grown, rate);
        Outbox control = new Outbox(postgres.createDatabase("control"), rate)) {
      Pauses.pass(WARM_UP);
      progress("A: the empty table, " + measure);
      Pauses.pass(measure);
      Pair empty = lastOf("A: empty", outbox, control, measure);

      progress("Filling in " + arguments.integer("rows") + " published rows");
      tables.fill(arguments.integer("rows"));
      Pair big;
      long left;
      try (LeftOpen open = new LeftOpen(grown)) {
        Duration wait = arguments.duration("open-transaction");
        progress("B: transactions left open, " + wait);
        Pauses.pass(wait);
        big =
            lastOf(
                "B: "
                    + tables.rows()
                    + " rows, "
                    + open.count()
                    + " transactions open for "
                    + minutes(wait),
                outbox,
                control,
                wait.compareTo(measure) < 0 ? wait : measure);
        progress("Numbers above the low-water mark: " + tables.aboveLowWaterMark());
        explain(tables);
        retention(outbox, control, grown.name());
        left = tables.rows();
        explain(tables);
      }
      outbox.drain();
      control.drain();
      double ratio = big.outbox().millis(0.99) / empty.outbox().millis(0.99);
      double beside = big.outbox().millis(0.99) / big.control().millis(0.99);
      criteria.row("p99 of B / p99 of A", Spread.number(ratio), "< 2", ratio < 2);
      criteria.row(
          "p99 of B / p99 of the control meanwhile", Spread.number(beside), "< 2", beside < 2);
      criteria.row("Rows left (those of the load)", left, "", "");
      String troubles = outbox.troubles() + control.troubles();
      criteria.row(
          "Failed writes, events not emitted",
          troubles.isEmpty() ? "none" : troubles,
          "none",
          troubles.isEmpty());
    }
    System.out.println(latencies);
    System.out.println(criteria);
  }

  private void retention(Outbox outbox, Outbox control, String database) throws Exception {
    long rows = arguments.integer("rows");
    progress("C: retention");
    long begin = System.nanoTime();
    boolean done;
    LockWaits waits = new LockWaits(postgres.superuser(), database);
    try (waits) {
      outbox.startRetention();
      done = Pauses.until(() -> outbox.deleted() >= rows, RETENTION_LIMIT);
    }
    Duration taken = Duration.ofNanos(System.nanoTime() - begin);
    lastOf("C: retention at work", outbox, control, taken);
    double longest = waits.longestMillis();
    criteria.row(
        "Longest wait for a lock, ms",
        Spread.number(longest) + " (" + waits.longestWait() + ")",
        "≤ 100",
        longest <= 100);
    criteria.row(
        "Samples, every " + LockWaits.PERIOD_MILLIS + " ms",
        waits.samples() + ", longest gap " + Spread.number(waits.longestGapMillis()) + " ms",
        "",
        "");
    criteria.row("Samples in which a session waited", waits.waiting(), "", "");
    criteria.row(
        "Rows that retention deleted",
        outbox.deleted() + " in " + Spread.number(taken.toMillis() / 1e3) + " s",
        rows,
        done);
  }

  private record Pair(Times outbox, Times control) {}

  private Pair lastOf(String phase, Outbox outbox, Outbox control, Duration span) {
    long end = System.nanoTime();
    long begin = end - span.toNanos();
    Pair pair = new Pair(outbox.latencies(begin, end), control.latencies(begin, end));
    row(phase, "grown", outbox, pair.outbox(), begin, end);
    row(phase, "control", control, pair.control(), begin, end);
    return pair;
  }

  private void row(String phase, String name, Outbox outbox, Times times, long begin, long end) {
    long slice = (end - begin) / SLICES;
    List<Double> thirds =
        IntStream.range(0, SLICES)
            .mapToObj(i -> outbox.latencies(begin + i * slice, begin + (i + 1) * slice))
            .map(third -> third.millis(0.99))
            .toList();
    latencies.row(
        phase,
        name,
        times.count(),
        Spread.number(times.millis(0.5)),
        Spread.number(times.millis(0.99)),
        Spread.of(thirds),
        Spread.number(times.millis(1)));
  }

  private void explain(Tables tables) throws SQLException {
    if (arguments.integer("explain") > 0) {
      System.out.println(tables.explain("next-batch"));
      System.out.println(tables.explain("delete-processed"));
    }
  }

  private static String minutes(Duration time) {
    return time.toString().substring(2).toLowerCase(Locale.ROOT);
  }

  private static void progress(String what) {
    System.err.println(what);
  }
}
