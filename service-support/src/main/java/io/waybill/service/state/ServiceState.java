package io.waybill.service.state;

/** Where the start or stop of the service stands. */
public final class ServiceState {
  /** The stages, in their order. */
  public enum Stage {
    WAITING_FOR_DATABASE("waiting for the database"),
    STARTING_ROUTES("starting the routes"),
    RUNNING("running"),
    STOPPING("stopping");

    private final String words;

    Stage(String words) {
      this.words = words;
    }

    /** For a reader: {@code waiting for the database}. */
    public String words() {
      return words;
    }
  }

  private Stage stage = Stage.WAITING_FOR_DATABASE;

  public synchronized Stage stage() {
    return stage;
  }

  public boolean isRunning() {
    return stage() == Stage.RUNNING;
  }

  /** Goes forward to the stage; never back, as a stop may overtake the start. */
  public synchronized void reach(Stage next) {
    if (next.compareTo(stage) > 0) {
      stage = next;
    }
  }
}
