package io.waybill.events;

/**
 * Says why a message can never be processed; the message goes to the dead-letter topic with this
 * reason.
 */
final class RejectedMessageException extends Exception {
  private static final long serialVersionUID = 1L;

  RejectedMessageException(String reason) {
    super(reason);
  }
}
