package io.waybill.grpc;

import java.util.Locale;

/** The statuses of a task. In the database, in events and in the API they are in lower case. */
public enum TaskStatus {
  /** Waits, for the first attempt or for another one. */
  PENDING,
  /** Is claimed by an executor. */
  PROCESSING,
  /** Its action has succeeded. */
  COMPLETED,
  /** Its action has failed in every attempt. */
  FAILED;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
