package io.waybill.outbox;

import java.util.concurrent.ExecutionException;

/**
 * Tells the outbox source that a batch has failed, but not as a whole: the target has acknowledged
 * every event of the batch before the one that is named here. Those are marked as processed. Why it
 * failed is the cause.
 */
public class PartlyPublishedException extends ExecutionException {
  private static final long serialVersionUID = 1L;

  private final String eventId;

  /**
   * @param eventId the id of the first event of the batch that the target has not acknowledged
   * @param cause why the batch has failed
   */
  public PartlyPublishedException(String eventId, Throwable cause) {
    super(cause);
    this.eventId = eventId;
  }

  /** The id of the first event of the batch that the target has not acknowledged. */
  public String eventId() {
    return eventId;
  }
}
