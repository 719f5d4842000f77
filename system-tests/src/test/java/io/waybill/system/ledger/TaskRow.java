package io.waybill.system.ledger;

/** A row of {@code tasks}. */
public record TaskRow(String id, String resourceId, String action, String status) {
  boolean isFinished() {
    return status.equals("completed") || status.equals("failed");
  }
}
