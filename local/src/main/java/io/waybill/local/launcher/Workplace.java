package io.waybill.local.launcher;

import io.waybill.local.stack.Stack;
import io.waybill.local.stack.StackException;
import java.nio.file.Path;
import java.util.Optional;

/** The project, and the directory of the stack that the options speak of. */
final class Workplace {
  private final Path home;
  private final Path directory;
  private final String suffix;

  Workplace(Path home, Options options) {
    this.home = home.toAbsolutePath().normalize();
    boolean plain = options.portOffset() == 0;
    this.directory = this.home.resolve(plain ? ".waybill" : ".waybill-" + options.portOffset());
    this.suffix = plain ? "" : " --port-offset " + options.portOffset();
  }

  Path directory() {
    return directory;
  }

  /** A command that the user can type for this stack. */
  String command(String arguments) {
    return "./run " + arguments + suffix;
  }

  Stack.Builder builder() {
    return Stack.builder(home).directory(directory).progress(Workplace::say);
  }

  /** The stack as it was last started here. */
  Optional<Stack> existing() {
    return builder().existing();
  }

  Stack requireExisting() {
    return existing()
        .orElseThrow(
            () -> new StackException("Nothing was started here yet: " + command("").strip()));
  }

  static void say(String line) {
    System.out.println("  " + line);
  }
}
