package io.waybill.grpc.executor;

import io.waybill.grpc.TaskStatus;

/**
 * How an attempt ended.
 *
 * @param status {@code PENDING} to try again
 * @param delayMillis before the next attempt, null when there is none
 */
record Outcome(Task task, TaskStatus status, String result, Long delayMillis) {
  static Outcome completed(Task task, String result) {
    return new Outcome(task, TaskStatus.COMPLETED, result, null);
  }

  static Outcome failed(Task task, String reason) {
    return new Outcome(task, TaskStatus.FAILED, reason, null);
  }

  static Outcome repeated(Task task, long delayMillis) {
    return new Outcome(task, TaskStatus.PENDING, null, delayMillis);
  }

  boolean isFinal() {
    return status != TaskStatus.PENDING;
  }
}
