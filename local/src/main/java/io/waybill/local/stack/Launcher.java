package io.waybill.local.stack;

import io.waybill.local.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

/**
 * The one process that starts a stack, and stays in the foreground unless it was told otherwise.
 */
public final class Launcher {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration STOP_LIMIT = Duration.ofMinutes(3);

  private final Layout layout;
  private final PidFile pidFile;

  public Launcher(Path directory) {
    layout = new Layout(directory);
    pidFile = layout.pidFile("launcher");
  }

  /** Makes this JVM the launcher, until it ends; false if there is another one. */
  // The lock is held on purpose until this JVM ends, whatever its end may be.
  @SuppressWarnings({"resource", "UnusedVariable"})
  public boolean claim() {
    try {
      Files.createDirectories(layout.directory());
      FileChannel channel =
          FileChannel.open(
              layout.directory().resolve("lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close();
        return false;
      }
      pidFile.write(ProcessIdentity.of(ProcessHandle.current().pid()).orElseThrow());
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write into " + layout.directory(), e);
    }
  }

  /** Gives up the place: this JVM is about to end and leaves the stack to itself. */
  public void release() {
    pidFile.delete();
  }

  /** The pid of a launcher that lives. */
  public Optional<Long> pid() {
    return pidFile.living().map(ProcessIdentity::pid);
  }

  /** Asks the launcher, if it lives, to stop its stack, and waits until it has ended. */
  public void stop() {
    Optional<ProcessIdentity> launcher = pidFile.living();
    if (launcher.isPresent()) {
      Signals.send(launcher.get(), "TERM");
      Waiting.until(() -> !launcher.get().isAlive(), STOP_LIMIT, POLL);
    }
    pidFile.delete();
  }
}
