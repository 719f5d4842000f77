package io.waybill.service.lifecycle;

import java.util.function.IntConsumer;

/** Ends the process because the service can never start. */
final class FatalExit {
  private final IntConsumer exit;

  FatalExit(IntConsumer exit) {
    this.exit = exit;
  }

  void because(String line) {
    System.err.println(line);
    // On a thread of its own: exit waits for the shutdown hook, and that for the caller's thread.
    Thread thread = new Thread(() -> exit.accept(1), "waybill-exit");
    thread.setDaemon(true);
    thread.start();
  }
}
