package io.waybill.outbox;

/**
 * Tells the outbox source that the target will never take one certain event. The event is parked
 * with the message of this exception as its reason; any other exception only means that the batch
 * is tried again.
 */
public class EventRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String eventId;

  /**
   * @param eventId the id of the refused event ({@code ce_id})
   * @param reason what the target refused, for the operator who reads the list of parked events
   * @param cause what the target said; may be null
   */
  public EventRefusedException(String eventId, String reason, Throwable cause) {
    super(reason, cause);
    this.eventId = eventId;
  }

  /** The id of the refused event ({@code ce_id}). */
  public String eventId() {
    return eventId;
  }
}
