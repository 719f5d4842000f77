package io.waybill.local.launcher;

import io.waybill.local.stack.Launcher;
import io.waybill.local.stack.Stack;
import io.waybill.local.stack.StackException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** {@code ./run}: starts the stack, shows a sample's journey and stays, or leaves, as told. */
final class Up {
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Workplace workplace;
  private final Options options;

  Up(Workplace workplace, Options options) {
    this.workplace = workplace;
    this.options = options;
  }

  int run() {
    Launcher launcher = new Launcher(workplace.directory());
    requireNothingUp(launcher);
    Stack.Builder builder = workplace.builder().portOffset(options.portOffset());
    options.scale().forEach(builder::scale);
    Stack stack = builder.build();
    stack.requirePortsFree();
    if (options.fresh()) {
      stack.deleteData();
    }
    stack.deleteLogs();
    stack.deleteOldPrograms();
    Thread stopAtEnd = new Thread(() -> stopInOrder(stack, launcher), "stop-stack");
    Runtime.getRuntime().addShutdownHook(stopAtEnd);
    // A failure leaves by the hook too, which stops what was started.
    System.out.println("Starting " + String.join(", ", stack.names()));
    try {
      stack.start();
      if (options.sample()) {
        new Journey(stack, System.out).run();
      }
    } catch (RuntimeException e) {
      if (stack.isStopping()) {
        // Not a failure: a signal came, and its hook ends this JVM.
        return 0;
      }
      throw e;
    }
    System.out.print(new Addresses(stack, workplace).text());
    if (options.detach()) {
      Runtime.getRuntime().removeShutdownHook(stopAtEnd);
      launcher.release();
      return 0;
    }
    System.out.println("Ctrl-C stops everything.");
    watch(stack);
    return 0;
  }

  private void requireNothingUp(Launcher launcher) {
    boolean running = workplace.existing().map(Stack::isAnythingRunning).orElse(false);
    if (running || !launcher.claim()) {
      throw new StackException(
          "This stack is up already: "
              + workplace.command("status")
              + " shows it, "
              + workplace.command("stop")
              + " stops it. A second one beside it: ./run --port-offset 1000");
    }
  }

  private static void stopInOrder(Stack stack, Launcher launcher) {
    boolean running = stack.isAnythingRunning();
    if (running) {
      System.out.println();
      System.out.println("Stopping");
    }
    stack.close();
    if (running) {
      System.out.println("All stopped; the data is kept.");
    }
    launcher.release();
  }

  // Ends with this JVM only.
  private void watch(Stack stack) {
    Set<String> down = new HashSet<>();
    while (!Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(LOOK_NANOS);
      for (String name : stack.names()) {
        if (stack.isRunning(name)) {
          if (down.remove(name)) {
            Workplace.say(name + " is back");
          }
        } else if (!stack.isStopping() && down.add(name)) {
          Workplace.say(name + " is down; start it again: " + workplace.command("start " + name));
        }
      }
    }
  }
}
