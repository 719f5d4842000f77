package io.waybill.local.stack;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Sends the signals that Java has no call for. */
final class Signals {
  private Signals() {}

  /**
   * @param signal its name without SIG
   */
  static void send(ProcessIdentity process, String signal) {
    if (!process.isAlive()) {
      return;
    }
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot send SIG" + signal + " to " + process.pid(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
