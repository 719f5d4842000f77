package io.waybill.system.ledger;

import io.waybill.system.ledger.Violation.Kind;
import java.util.ArrayList;
import java.util.List;

/** Gathers what the checks find. */
final class Findings {
  private final List<Violation> violations = new ArrayList<>();

  void add(Kind kind, String subject, String what) {
    violations.add(new Violation(kind, subject, what));
  }

  List<Violation> violations() {
    return List.copyOf(violations);
  }
}
