package io.waybill.system.ledger;

/**
 * Holds acknowledged writes against outbox rows, Kafka records, tasks and stored events. It knows
 * no server: {@link EvidenceReader} reads, this judges.
 */
public final class Ledger {
  private Ledger() {}

  /** What does not fit, and the figures. */
  public static Report judge(Evidence evidence) {
    Findings findings = new Findings();
    WriteChecks.check(evidence, findings);
    StateChecks.check(evidence, findings);
    PublishChecks.check(evidence, findings);
    OrderChecks.check(evidence, findings);
    TaskChecks.check(evidence, findings);
    StoredChecks.check(evidence, findings);
    return Report.of(evidence, findings.violations());
  }
}
