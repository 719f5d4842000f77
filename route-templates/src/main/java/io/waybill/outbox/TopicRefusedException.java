package io.waybill.outbox;

/**
 * Tells the outbox source that the target refuses a topic at the moment, whatever the event. The
 * events of the topic are held back, and tried again now and then, while the others go on. When
 * that lasts, although others are published, the first event of each of its keys is parked with the
 * message of this exception as its reason.
 */
public class TopicRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String topic;

  /**
   * @param topic the type of the events that the target refuses
   * @param reason what the target said and what to do, for the operator who reads the list of
   *     parked events
   * @param cause what the target said; may be null
   */
  public TopicRefusedException(String topic, String reason, Throwable cause) {
    super(reason, cause);
    this.topic = topic;
  }

  /** The type of the events that the target refuses. */
  public String topic() {
    return topic;
  }
}
