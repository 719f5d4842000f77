package io.waybill.local.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Server processes that outlived a killed postmaster. */
final class Remains {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private Remains() {}

  /**
   * Ends the processes that work in this data directory. They notice by themselves that the
   * postmaster is gone, unless they are busy; those are killed, which costs only the recovery that
   * is due anyway.
   */
  static void endProcessesIn(Path data) {
    List<ProcessHandle> remains = in(real(data));
    if (remains.isEmpty() || awaitEnd(remains, PATIENCE)) {
      return;
    }
    remains.forEach(ProcessHandle::destroyForcibly);
    if (!awaitEnd(remains, PATIENCE)) {
      throw new IllegalStateException(
          "Processes of the last PostgreSQL do not end: "
              + remains.stream().map(ProcessHandle::pid).toList());
    }
  }

  private static Path real(Path data) {
    try {
      return data.toRealPath();
    } catch (IOException notThere) {
      return data;
    }
  }

  // Every PostgreSQL process changes into its data directory. Only Linux tells; elsewhere the
  // server itself refuses to start beside such a process.
  private static List<ProcessHandle> in(Path data) {
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      return processes
          .filter(path -> path.getFileName().toString().chars().allMatch(Character::isDigit))
          .filter(path -> worksIn(path, data))
          .map(path -> ProcessHandle.of(Long.parseLong(path.getFileName().toString())))
          .flatMap(Optional::stream)
          .toList();
    } catch (IOException noProc) {
      return List.of();
    }
  }

  private static boolean worksIn(Path process, Path data) {
    try {
      return Files.readSymbolicLink(process.resolve("cwd")).equals(data)
          && Files.readString(process.resolve("comm")).startsWith("postgres");
    } catch (IOException | SecurityException goneOrForeign) {
      return false;
    }
  }

  private static boolean awaitEnd(List<ProcessHandle> processes, Duration timeout) {
    CompletableFuture<Void> ended =
        CompletableFuture.allOf(
            processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new));
    try {
      ended.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
