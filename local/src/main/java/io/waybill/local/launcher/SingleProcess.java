package io.waybill.local.launcher;

import io.waybill.local.stack.Stack;
import java.time.Duration;

/** {@code ./run start NAME} and its like. */
final class SingleProcess {
  private static final Duration READY_LIMIT = Duration.ofMinutes(3);

  private SingleProcess() {}

  static int start(Workplace workplace, String name) {
    Stack stack = workplace.requireExisting();
    stack.start(name);
    if (!stack.isReady(name)) {
      stack.awaitReady(name, READY_LIMIT);
    }
    return 0;
  }

  static int stop(Workplace workplace, String name) {
    Stack stack = workplace.requireExisting();
    if (!stack.isRunning(name)) {
      Workplace.say(name + " does not run");
    }
    stack.stop(name);
    return 0;
  }

  static int restart(Workplace workplace, String name) {
    stop(workplace, name);
    return start(workplace, name);
  }
}
