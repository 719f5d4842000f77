package io.waybill.system.overload;

import io.waybill.local.stack.Stack;
import io.waybill.system.stack.CleanStack;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What one overload showed.
 *
 * @param carried calls a second that the service answered when each client waited for its answer
 * @param offered calls a second that were to be begun
 * @param mebibytes the service's memory at each second of the overload
 */
record Overload(
    Api api, double carried, double offered, Answers answers, List<Integer> mebibytes, Fate fate) {
  private static final int CARRIED_CLIENTS = 32;
  private static final Duration STORED_LIMIT = Duration.ofMinutes(3);
  private static final double LATE_MILLIS = 1000;
  private static final double GROWTH = 1.1;
  private static final int SECONDS_SHOWN = 5;

  /**
   * Runs it on a stack of its own.
   *
   * @param times how many times what the service carries
   * @param clients calls that are open at once at most
   * @param measure how long it takes to find out what it carries, and to warm up before that
   */
  static Overload run(Api api, int times, int clients, Duration measure, Duration duration)
      throws Exception {
    try (Stack stack = CleanStack.builder("overload/" + api).durable(true).build()) {
      Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "stack-close"));
      stack.start();
      Generator generator = api.generator(stack);
      generator.offer(CARRIED_CLIENTS, Generator.AT_ONCE, measure);
      double carried =
          generator.offer(CARRIED_CLIENTS, Generator.AT_ONCE, measure).acceptedPerSecond();
      Answers answers;
      List<Integer> memory;
      try (MemoryWatch watch = new MemoryWatch(stack.pid(api.process()).orElseThrow())) {
        answers = generator.offer(clients, times * carried, duration);
        memory = watch.mebibytes();
      }
      return new Overload(
          api,
          carried,
          times * carried,
          answers,
          memory,
          Fate.await(stack, api, answers.ids(), STORED_LIMIT));
    }
  }

  boolean isGood() {
    return answers.acceptedMillis(0.99) < LATE_MILLIS
        && answers.others().isEmpty()
        && lastMemory() < GROWTH * firstMemory()
        && fate.lost() == 0
        && fate.doubled() == 0;
  }

  /** In the second quarter: in the first one the heap may still grow to what it may have. */
  private int firstMemory() {
    return most(mebibytes.subList(mebibytes.size() / 4, mebibytes.size() / 2 + 1));
  }

  private int lastMemory() {
    return most(mebibytes.subList(mebibytes.size() * 3 / 4, mebibytes.size()));
  }

  private String memory() {
    return IntStream.range(0, mebibytes.size())
        .filter(second -> second % SECONDS_SHOWN == 0)
        .mapToObj(second -> mebibytes.get(second).toString())
        .collect(Collectors.joining(" "));
  }

  private static int most(List<Integer> mebibytes) {
    return mebibytes.stream().mapToInt(Integer::intValue).max().orElseThrow();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        """
        %s: carries %.0f calls/s; offered %.0f/s, answered %.0f/s
          accepted %d (%.0f/s): p50 %.0f ms, p99 %.0f ms, longest %.0f ms
          refused %d: p50 %.0f ms, p99 %.0f ms, longest %.0f ms
          other answers: %s
          memory, MiB: at most %d in the second quarter, %d in the last; every 5 s: %s
          of the accepted: %d lost, %d stored twice
          %s\
        """,
        api,
        carried,
        offered,
        answers.perSecond(),
        answers.acceptedCount(),
        answers.acceptedPerSecond(),
        answers.acceptedMillis(0.5),
        answers.acceptedMillis(0.99),
        answers.acceptedMillis(1),
        answers.refusedCount(),
        answers.refusedMillis(0.5),
        answers.refusedMillis(0.99),
        answers.refusedMillis(1),
        answers.others().isEmpty() ? "none" : answers.others(),
        firstMemory(),
        lastMemory(),
        memory(),
        fate.lost(),
        fate.doubled(),
        isGood() ? "passed" : "FAILED");
  }
}
