package io.waybill.local.stack;

/** How a process of the stack is. */
public enum Health {
  READY("ready"),
  NOT_READY("not ready"),
  PAUSED("paused"),
  STOPPED("stopped");

  private final String text;

  Health(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
