package io.waybill.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.local.stack.Stack;
import io.waybill.system.ledger.Evidence;
import io.waybill.system.ledger.EvidenceReader;
import io.waybill.system.ledger.Ledger;
import io.waybill.system.ledger.Report;
import io.waybill.system.load.LoadPlan;
import io.waybill.system.load.LoadResult;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** What holds after every load, whatever happened in the middle of it. */
final class LoadCheck {
  private static final int CLIENTS = 16;
  private static final double NANOS = 1e9;

  private LoadCheck() {}

  /** A load that no other test has made. */
  static LoadPlan plan(int creates, int updates, int deletes) {
    String prefix = "load-" + UUID.randomUUID().toString().substring(0, 8) + "-";
    return new LoadPlan(prefix, creates, updates, deletes, CLIENTS);
  }

  /**
   * Every write is acknowledged, and within the limit after the last answer all of it is stored,
   * once and in order.
   */
  static void assertLedger(Stack stack, LoadPlan plan, LoadResult result, Duration limit)
      throws Exception {
    EvidenceReader reader = new EvidenceReader(stack, plan.prefix());
    long elapsed = System.nanoTime() - result.lastAnswerNanos();
    boolean quiet = reader.awaitQuiet(result.writes(), limit.minusNanos(elapsed));
    double seconds = (System.nanoTime() - result.lastAnswerNanos()) / NANOS;
    Evidence evidence = reader.read(result.writes(), List.of());
    Report report = Ledger.judge(evidence);
    System.out.printf(
        Locale.ROOT,
        "%s%n%s %.1f s after the last answer%n%s%n",
        result.summary(),
        quiet ? "quiet" : "NOT quiet",
        seconds,
        report);

    assertThat(result.failures()).as(result.summary()).isEmpty();
    report.assertClean();
    assertThat(quiet).as("everything stored within %s of the last answer", limit).isTrue();
    assertThat(report.acknowledged()).isEqualTo(plan.total());
    assertThat(report.resourceEvents()).isEqualTo(plan.total());
    assertThat(report.tasks()).isEqualTo(plan.total());
    assertThat(report.stored("resource.*")).isEqualTo(plan.total());
    assertThat(report.stored("task.process")).isEqualTo(plan.total());
    assertThat(report.stored("task.completed")).isEqualTo(plan.total());
  }
}
