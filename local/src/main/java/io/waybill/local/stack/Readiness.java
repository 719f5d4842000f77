package io.waybill.local.stack;

import io.waybill.local.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Waits until processes are ready, and says what it waits for. */
final class Readiness {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration REMINDER = Duration.ofSeconds(5);
  private static final double NANOS = 1e9;

  private final Layout layout;
  private final Consumer<String> progress;

  Readiness(Layout layout, Consumer<String> progress) {
    this.layout = layout;
    this.progress = progress;
  }

  /** Returns when all are ready; throws when one of them ends, or when the time is over. */
  void await(List<MemberProcess> processes, Duration limit) {
    List<MemberProcess> pending = new ArrayList<>(processes);
    long begin = System.nanoTime();
    long[] reminded = {begin};
    boolean ready =
        Waiting.until(
            () -> {
              pending.removeIf(process -> isReady(process, begin));
              if (!pending.isEmpty() && System.nanoTime() - reminded[0] >= REMINDER.toNanos()) {
                reminded[0] = System.nanoTime();
                progress.accept("still waiting for " + names(pending));
              }
              return pending.isEmpty();
            },
            limit,
            POLL);
    if (!ready) {
      throw new StackException(
          names(pending)
              + " did not become ready within "
              + limit.toSeconds()
              + " s. The end of each log: "
              + logs(pending));
    }
  }

  private boolean isReady(MemberProcess process, long begin) {
    String name = process.member().name();
    Health health = process.health();
    if (health == Health.STOPPED) {
      throw new StackException(
          name
              + " ended while it started: "
              + LogTail.reason(layout.log(name))
              + " (see "
              + layout.log(name)
              + ")");
    }
    if (health != Health.READY) {
      return false;
    }
    progress.accept(
        String.format(
            Locale.ROOT,
            "%-9s ready after %4.1f s  %s",
            name,
            (System.nanoTime() - process.begun().orElse(begin)) / NANOS,
            process.member().address()));
    return true;
  }

  private static String names(List<MemberProcess> processes) {
    return processes.stream().map(p -> p.member().name()).collect(Collectors.joining(", "));
  }

  private String logs(List<MemberProcess> processes) {
    return processes.stream()
        .map(p -> layout.log(p.member().name()))
        .map(log -> LogTail.reason(log) + " (see " + log + ")")
        .collect(Collectors.joining("; "));
  }
}
