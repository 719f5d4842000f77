package io.waybill.benchmarks.service;

import io.waybill.benchmarks.report.MarkdownTable;
import io.waybill.benchmarks.report.Spread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Contenders under the same load in slices that take turns, so that what the machine does besides
 * befalls all of them alike.
 */
public final class SideBySide {
  private final Infrastructure infrastructure;
  private final Duration slice;
  private final int repetitions;
  private Runnable beforeEachSlice = () -> {};
  private final MarkdownTable table;

  private record Slice(
      Result result, double serviceCpu, double postgresCpu, double kafkaCpu, double resident) {}

  /**
   * The medians of one contender's slices.
   *
   * @param cpu milliseconds for each answer, of the service, PostgreSQL and Kafka together
   */
  public record Medians(double perSecond, double p50, double p99, double cpu) {}

  public SideBySide(Infrastructure infrastructure, Duration slice, int repetitions) {
    this(infrastructure, slice, repetitions, "Waybill");
  }

  /**
   * With another name for the first contender.
   *
   * @param first against which the others are held
   */
  public SideBySide(Infrastructure infrastructure, Duration slice, int repetitions, String first) {
    this.infrastructure = infrastructure;
    this.slice = slice;
    this.repetitions = repetitions;
    table =
        new MarkdownTable(
            "Call",
            "Connections",
            "Program",
            "Per second: median (min–max)",
            first + " / this",
            "p50, ms",
            "p99, ms",
            "CPU ms per call: service",
            "PostgreSQL",
            "Kafka",
            "Resident, MiB",
            "Failures");
  }

  /** What has to be over before the next slice may begin. */
  public void beforeEachSlice(Runnable wait) {
    beforeEachSlice = wait;
  }

  /** Loads each until its JVM has compiled what matters. */
  public void warmUp(List<Contender> contenders, int connections, Duration time) {
    for (Contender contender : contenders) {
      say("Warming up " + contender.name());
      contender.before().run();
      contender.load().run(connections, time);
    }
  }

  /**
   * Adds the rows of one call.
   *
   * @param contenders Waybill first
   * @return the medians in the same order
   */
  public List<Medians> measure(String call, int connections, List<Contender> contenders) {
    Map<Contender, List<Slice>> slices = new LinkedHashMap<>();
    contenders.forEach(contender -> slices.put(contender, new ArrayList<>()));
    for (int i = 0; i < repetitions; i++) {
      for (Contender contender : contenders) {
        Slice one = slice(contender, connections);
        slices.get(contender).add(one);
        say(
            "%s, %d connections, %s: %s per second"
                .formatted(
                    call, connections, contender.name(), Spread.number(one.result().perSecond())));
      }
    }
    double first = median(slices.get(contenders.get(0)), one -> one.result().perSecond());
    slices.forEach(
        (contender, of) ->
            table.row(
                call,
                connections,
                contender.name(),
                Spread.of(of.stream().map(one -> one.result().perSecond()).toList()),
                Spread.number(first / median(of, one -> one.result().perSecond())),
                Spread.number(median(of, one -> one.result().p50())),
                Spread.number(median(of, one -> one.result().p99())),
                Spread.number(median(of, Slice::serviceCpu)),
                Spread.number(median(of, Slice::postgresCpu)),
                Spread.number(median(of, Slice::kafkaCpu)),
                Math.round(of.get(of.size() - 1).resident()),
                of.stream().mapToLong(one -> one.result().failures()).sum()));
    return contenders.stream().map(contender -> medians(slices.get(contender))).toList();
  }

  private static Medians medians(List<Slice> of) {
    return new Medians(
        median(of, one -> one.result().perSecond()),
        median(of, one -> one.result().p50()),
        median(of, one -> one.result().p99()),
        median(of, one -> one.serviceCpu() + one.postgresCpu() + one.kafkaCpu()));
  }

  private Slice slice(Contender contender, int connections) {
    beforeEachSlice.run();
    contender.before().run();
    double service = contender.process().usage().cpuMillis();
    double postgres = infrastructure.postgresUsage().cpuMillis();
    double kafka = infrastructure.kafkaUsage().cpuMillis();
    Result result = contender.load().run(connections, slice);
    Usage usage = contender.process().usage();
    return new Slice(
        result,
        (usage.cpuMillis() - service) / result.answers(),
        (infrastructure.postgresUsage().cpuMillis() - postgres) / result.answers(),
        (infrastructure.kafkaUsage().cpuMillis() - kafka) / result.answers(),
        usage.residentMebibytes());
  }

  private static double median(List<Slice> slices, ToDoubleFunction<Slice> of) {
    return Spread.of(slices.stream().map(of::applyAsDouble).toList()).median();
  }

  private static void say(String what) {
    System.err.println(what);
  }

  @Override
  public String toString() {
    return table.toString();
  }
}
