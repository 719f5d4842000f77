package io.waybill.system.ledger;

import io.waybill.system.ledger.Violation.Kind;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The ledger's sums, and what does not fit. */
public record Report(
    long acknowledged,
    long unanswered,
    int resourceEvents,
    int tasks,
    int messages,
    long repeated,
    Map<String, Long> stored,
    List<Violation> violations) {
  private static final int SHOWN_OF_A_KIND = 10;

  static Report of(Evidence evidence, List<Violation> violations) {
    long acknowledged = evidence.writes().stream().filter(Write::answered).count();
    return new Report(
        acknowledged,
        evidence.writes().size() - acknowledged,
        evidence.resourceEvents().size(),
        evidence.tasks().size(),
        evidence.messages().size(),
        evidence.messages().size()
            - evidence.messages().stream().map(Message::id).distinct().count(),
        evidence.stored().stream()
            .collect(
                Collectors.groupingBy(
                    event -> event.taskId() == null ? "resource.*" : event.type(),
                    Collectors.counting())),
        violations);
  }

  public boolean isClean() {
    return violations.isEmpty();
  }

  public long count(Kind kind) {
    return violations.stream().filter(violation -> violation.kind() == kind).count();
  }

  public long stored(String type) {
    return stored.getOrDefault(type, 0L);
  }

  /** Fails with this report unless everything fits. */
  public void assertClean() {
    if (!isClean()) {
      throw new AssertionError(toString());
    }
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "ledger: %d writes acknowledged, %d unanswered; %d resource events, %d tasks; %d messages,"
                + " %d of them repeats; stored: %d resource.*, %d task.process, %d task.completed%n",
            acknowledged,
            unanswered,
            resourceEvents,
            tasks,
            messages,
            repeated,
            stored("resource.*"),
            stored("task.process"),
            stored("task.completed")));
    Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    for (Kind kind : Kind.values()) {
      counts.put(kind, count(kind));
    }
    text.append("        ")
        .append(
            counts.entrySet().stream()
                .map(
                    entry ->
                        entry.getKey().name().toLowerCase(Locale.ROOT) + " " + entry.getValue())
                .collect(Collectors.joining(", ")));
    for (Kind kind : Kind.values()) {
      violations.stream()
          .filter(violation -> violation.kind() == kind)
          .limit(SHOWN_OF_A_KIND)
          .forEach(violation -> text.append(System.lineSeparator()).append("  ").append(violation));
      if (counts.get(kind) > SHOWN_OF_A_KIND) {
        text.append(System.lineSeparator())
            .append("  … and ")
            .append(counts.get(kind) - SHOWN_OF_A_KIND)
            .append(" more of this kind");
      }
    }
    return text.toString();
  }
}
