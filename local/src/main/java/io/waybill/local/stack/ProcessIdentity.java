package io.waybill.local.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * One process, told apart from a later one that got the same pid by when it started.
 *
 * @param start an opaque text, equal for equal processes
 */
record ProcessIdentity(long pid, String start) {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  private static final int START_TIME = 19;

  /** The process that has this pid now; none if there is no such process or it is only a zombie. */
  static Optional<ProcessIdentity> of(long pid) {
    return startOf(pid).map(start -> new ProcessIdentity(pid, start));
  }

  /** Whether this very process lives (a zombie does not). */
  boolean isAlive() {
    return startOf(pid).filter(start::equals).isPresent();
  }

  /** Whether this process is stopped by SIGSTOP. */
  boolean isPaused() {
    return stat(pid).map(fields -> fields[0].equals("T")).orElse(false);
  }

  private static Optional<String> startOf(long pid) {
    if (Files.exists(BOOT_ID)) {
      return stat(pid)
          .filter(fields -> !fields[0].equals("Z") && !fields[0].equals("X"))
          .map(fields -> bootId() + "/" + fields[START_TIME]);
    }
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .flatMap(process -> process.info().startInstant())
        .map(Instant::toString);
  }

  // The fields after the program's name, which is in parentheses and may hold anything. The start
  // time counts from the boot: unlike a time of day it stays the same when the clock is set.
  private static Optional<String[]> stat(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return Optional.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  private static String bootId() {
    try {
      return Files.readString(BOOT_ID).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
