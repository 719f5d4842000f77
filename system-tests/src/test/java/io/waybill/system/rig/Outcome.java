package io.waybill.system.rig;

import io.waybill.system.ledger.Report;
import io.waybill.system.ledger.TaskCall;
import io.waybill.system.ledger.Violation;
import io.waybill.system.load.LoadResult;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a campaign came to.
 *
 * @param quiet whether all came to rest in time, and after how long
 * @param troubles what went wrong in the rig that no fault explains
 */
record Outcome(
    Campaign campaign,
    List<Fault> faults,
    LoadResult written,
    List<TaskCall> calls,
    boolean quiet,
    Duration quietAfter,
    Report report,
    List<String> troubles) {

  boolean isClean() {
    return quiet && report.isClean() && unexpected() == 0 && troubles.isEmpty();
  }

  /** Answers that a client must never get; a write given up because all is down is none. */
  private long unexpected() {
    return written.failures().size() - report.unanswered();
  }

  private Map<Fault.Kind, Long> faultsByKind() {
    return faults.stream()
        .collect(Collectors.groupingBy(Fault::kind, TreeMap::new, Collectors.counting()));
  }

  /** One line for a table of campaigns. */
  String line() {
    return String.format(
        Locale.ROOT,
        "| %d | %d s | %d | %d | %d | %d | %d | %d | %d | %d | %d | %d | %.1f s |",
        campaign.seed(),
        campaign.duration().toSeconds(),
        faults.size(),
        report.acknowledged(),
        report.unanswered(),
        calls.stream().filter(call -> call.taskId() != null).count(),
        report.messages(),
        report.count(Violation.Kind.LOST),
        report.count(Violation.Kind.DOUBLED),
        report.count(Violation.Kind.MISORDERED),
        report.count(Violation.Kind.STUCK),
        report.count(Violation.Kind.UNEXPLAINED) + unexpected() + troubles.size(),
        quietAfter.toMillis() / 1000.0);
  }

  static String heading() {
    return "| seed | duration | faults | writes | given up | tasks called | messages | lost | doubled"
        + " | misordered | stuck | unexplained | quiet after |";
  }

  @Override
  public String toString() {
    return String.join(
        System.lineSeparator(),
        "faults: " + faultsByKind(),
        written.summary(),
        (quiet ? "quiet after " : "NOT quiet after ") + quietAfter.toSeconds() + " s",
        report.toString(),
        troubles.isEmpty() ? "no trouble of the rig" : "troubles: " + troubles,
        heading(),
        line());
  }
}
