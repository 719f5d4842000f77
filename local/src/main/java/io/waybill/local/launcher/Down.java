package io.waybill.local.launcher;

import io.waybill.local.stack.Launcher;
import io.waybill.local.stack.Stack;
import java.util.Optional;

/** {@code ./run stop}. */
final class Down {
  private Down() {}

  static int run(Workplace workplace) {
    Launcher launcher = new Launcher(workplace.directory());
    Optional<Stack> stack = workplace.existing();
    boolean running =
        launcher.pid().isPresent() || stack.map(Stack::isAnythingRunning).orElse(false);
    if (!running) {
      Workplace.say("nothing is running");
      return 0;
    }
    if (launcher.pid().isPresent()) {
      Workplace.say("the ./run in the foreground (pid " + launcher.pid().get() + ") stops it");
      launcher.stop();
    }
    // What a launcher that was killed has left.
    workplace.existing().ifPresent(Stack::stop);
    Workplace.say("all stopped; the data is kept");
    return 0;
  }
}
