package io.waybill.system.ledger;

/**
 * A call of ProcessTask.
 *
 * @param taskId null if it was never answered
 */
public record TaskCall(String taskId, String resourceId, String action) {}
