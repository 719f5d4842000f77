package io.waybill.benchmarks.road;

import io.waybill.benchmarks.command.Arguments;
import io.waybill.benchmarks.report.Conditions;
import io.waybill.benchmarks.report.MarkdownTable;
import io.waybill.benchmarks.report.Spread;
import io.waybill.benchmarks.report.Times;
import io.waybill.benchmarks.service.Infrastructure;
import io.waybill.benchmarks.service.Java;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The command {@code benchmarks/road}. */
final class Road {
  private static final int WARM_UP_RATE = 200;
  // How close to its limit the highest rate is looked for.
  private static final double PRECISION = 0.05;
  private static final double MEDIAN = 0.5;
  private static final double TAIL = 0.99;

  private final Journeys journeys;
  private final Arguments arguments;
  private final Duration step;
  private final Duration hold;
  private final MarkdownTable latencies =
      new MarkdownTable(
          "POST/s",
          "For",
          "POST p50, ms",
          "POST p99, ms",
          "resource.created p50, ms",
          "resource.created p99, ms",
          "task.completed p50, ms",
          "task.completed p99, ms",
          "Backlog grows, events/s",
          "At the end",
          "Drained in, s",
          "Failed calls",
          "Holds");
  private final MarkdownTable costs =
      new MarkdownTable(
          "POST/s",
          "CPU ms per journey",
          "rest",
          "grpc",
          "worker",
          "PostgreSQL",
          "Kafka",
          "load and watching, not in the sum");

  private Road(Journeys journeys, Arguments arguments) {
    this.journeys = journeys;
    this.arguments = arguments;
    step = arguments.duration("step");
    hold = arguments.duration("hold");
  }

  public static void main(String[] words) throws Exception {
    Arguments arguments =
        Arguments.read(
            words,
            new TreeMap<>(
                Map.of(
                    "rates", "50,100,200,300,400,500,600,800,1000,1200",
                    "step", "15s",
                    "at", "200",
                    "hold", "60s",
                    "warm-up", "60s",
                    "java", "",
                    "options", "-Xmx256m -XX:+UseSerialGC")));
    Java java = Java.of(arguments.text("java"), arguments.text("options"));
    try (Infrastructure infrastructure = new Infrastructure();
        Journeys journeys = new Journeys(infrastructure, java)) {
      new Road(journeys, arguments).measure();
    }
    System.out.println(
        Conditions.line(
            "benchmarks/road " + arguments,
            java.words()
                + " for the services; PostgreSQL with fsync on, Kafka and the load generator on the same machine"));
    System.exit(0);
  }

  private void measure() throws SQLException {
    journeys.run(WARM_UP_RATE, arguments.duration("warm-up"));
    int at = arguments.integer("at");
    int held = 0;
    int tooMuch = 0;
    for (int rate : rates()) {
      if (!run(rate, rate == at ? hold : step).held()) {
        tooMuch = rate;
        break;
      }
      held = rate;
    }
    if (tooMuch > 0) {
      held = highest(held, tooMuch);
    }
    System.out.println(latencies);
    System.out.println(costs);
    System.out.printf(
        "Highest rate that held: %d/s%s.%n%n",
        held, tooMuch > 0 ? ", for " + hold.toSeconds() + " s" : ", the highest that was tried");
    System.out.println(
        journeys.residentMebibytes().entrySet().stream()
            .map(
                entry ->
                    "routes-"
                        + entry.getKey().label()
                        + " "
                        + Math.round(entry.getValue())
                        + " MiB")
            .collect(Collectors.joining(", ", "Resident at the end: ", ".")));
  }

  private List<Integer> rates() {
    return Arrays.stream(arguments.text("rates").split(",", -1)).map(Integer::valueOf).toList();
  }

  /**
   * Between a rate that held for a short while and one that did not: the one that holds for long.
   */
  private int highest(int held, int tooMuch) throws SQLException {
    int low = held;
    int high = tooMuch;
    while (low > 0 && high - low > low * PRECISION) {
      int middle = (low + high) / 2;
      if (run(middle, step).held()) {
        low = middle;
      } else {
        high = middle;
      }
    }
    while (low > 0 && !run(low, hold).held()) {
      low = (int) (low * (1 - PRECISION));
    }
    return low;
  }

  private Step run(int rate, Duration time) throws SQLException {
    Step done = journeys.run(rate, time);
    latencies.row(
        rate,
        time.toSeconds() + " s",
        millis(done.post(), MEDIAN),
        millis(done.post(), TAIL),
        millis(done.created(), MEDIAN),
        millis(done.created(), TAIL),
        millis(done.completed(), MEDIAN),
        millis(done.completed(), TAIL),
        Spread.number(done.growth()),
        done.last().sum() == 0 ? "0" : done.last().sum() + ", most in: " + done.last().most(),
        Spread.number(done.drain().toMillis() / 1e3),
        done.failures(),
        done.held() ? "yes" : "no");
    Spent spent = done.spent();
    costs.row(
        rate,
        Spread.number(spent.product()),
        Spread.number(spent.rest()),
        Spread.number(spent.grpc()),
        Spread.number(spent.worker()),
        Spread.number(spent.postgres()),
        Spread.number(spent.kafka()),
        Spread.number(spent.load()));
    System.err.printf(
        "%d/s for %d s: %s; %d journeys not seen to end%n",
        rate, time.toSeconds(), done.held() ? "held" : "too much", done.unseen());
    return done;
  }

  private static String millis(Times times, double part) {
    return Spread.number(times.millis(part));
  }
}
