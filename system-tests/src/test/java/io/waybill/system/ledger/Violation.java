package io.waybill.system.ledger;

/** Something that does not fit. */
public record Violation(Kind kind, String subject, String what) {

  /** The ways in which a guarantee can be broken. */
  public enum Kind {
    /** Acknowledged or committed, and missing further on. */
    LOST,
    /** In effect more than once. */
    DOUBLED,
    /** Seen or done in another order than committed. */
    MISORDERED,
    /** Still on its way. */
    STUCK,
    /** There without a cause, or different from its cause. */
    UNEXPLAINED
  }

  @Override
  public String toString() {
    return kind + " " + subject + ": " + what;
  }
}
