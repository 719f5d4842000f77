package io.waybill.local.stack;

/** Something about the stack is not as it must be; the message says what to do, for a reader. */
public final class StackException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StackException(String message) {
    super(message);
  }

  public StackException(String message, Throwable cause) {
    super(message, cause);
  }
}
