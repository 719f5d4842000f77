package io.waybill.system.stack;

import io.waybill.local.Directories;
import io.waybill.local.stack.Stack;
import java.nio.file.Path;

/** A stack without data, on free ports, that need not outlive a power failure. */
public final class CleanStack {
  private CleanStack() {}

  /**
   * Ends what an earlier run has left, and its data with it.
   *
   * @param name of the directory under {@code system-tests/target}; the logs stay there
   */
  public static Stack.Builder builder(String name) {
    Path directory = directory(name);
    Stack.Builder builder =
        Stack.builder(Project.root()).directory(directory).freePorts().durable(false);
    builder.existing().ifPresent(Stack::stop);
    Directories.delete(directory);
    return builder;
  }

  /** Where that stack is. */
  public static Path directory(String name) {
    return Project.root().resolve("system-tests/target").resolve(name);
  }
}
