package io.waybill.grpc.executor;

/**
 * How an attempt ended.
 *
 * @param status {@code completed}, {@code failed}, or {@code pending} to try again
 * @param delayMillis before the next attempt, null when there is none
 */
public record Outcome(Task task, String status, String result, Long delayMillis) {}
