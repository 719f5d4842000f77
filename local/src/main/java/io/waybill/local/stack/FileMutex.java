package io.waybill.local.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Lets one process at a time change what a file stands for. */
final class FileMutex {
  // The operating system's lock is per process; within this JVM, threads exclude each other here.
  private static final ConcurrentMap<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

  private FileMutex() {}

  /** Does the work while no other process does work under the same lock file. */
  static <T> T hold(Path lockFile, Supplier<T> work) {
    Path path = lockFile.toAbsolutePath().normalize();
    ReentrantLock lock = LOCKS.computeIfAbsent(path, absent -> new ReentrantLock());
    lock.lock();
    try {
      Files.createDirectories(path.getParent());
      try (FileChannel channel =
          FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        // Given back when the channel is closed, or when this process ends.
        channel.lock();
        return work.get();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot lock " + path, e);
    } finally {
      lock.unlock();
    }
  }
}
