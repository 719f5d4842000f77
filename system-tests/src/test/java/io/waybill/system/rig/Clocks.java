package io.waybill.system.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The wall clocks of the processes, each shifted on its own by libfaketime (Debian's package {@code
 * libfaketime}). Monotonic clocks go on, as they do when the clock of a machine is set. Without the
 * library all clocks stay right.
 */
final class Clocks {
  static final Duration STEP = Duration.ofHours(1);

  private static final Path LIBRARIES = Path.of("/usr/lib");
  private static final String LIBRARY = "faketime/libfaketimeMT.so.1";

  private final Optional<Path> library = library();
  private final Path directory;

  /**
   * @param directory for a file per process
   */
  Clocks(Path directory) {
    this.directory = directory;
  }

  boolean canShift() {
    return library.isPresent();
  }

  /** What this process needs in its environment. */
  Map<String, String> environment(String name) {
    if (library.isEmpty()) {
      return Map.of();
    }
    shift(name, Duration.ZERO);
    return Map.of(
        "LD_PRELOAD", library.get().toString(),
        "FAKETIME_TIMESTAMP_FILE", file(name).toString(),
        // Seconds after which the file is read again.
        "FAKETIME_CACHE_DURATION", "1",
        "FAKETIME_DONT_FAKE_MONOTONIC", "1",
        "FAKETIME_DISABLE_SHM", "1");
  }

  /** Sets the clock of the process so far from the right time. */
  void shift(String name, Duration by) {
    if (!canShift()) {
      return;
    }
    try {
      Files.createDirectories(directory);
      // Renamed into place: nobody may read half a line.
      Path next =
          Files.writeString(directory.resolve(name + ".next"), "%+d".formatted(by.toSeconds()));
      Files.move(next, file(name), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot set the clock of " + name, e);
    }
  }

  private Path file(String name) {
    return directory.resolve(name);
  }

  private static Optional<Path> library() {
    try (DirectoryStream<Path> architectures = Files.newDirectoryStream(LIBRARIES, "*-linux-gnu")) {
      for (Path each : architectures) {
        if (Files.exists(each.resolve(LIBRARY))) {
          return Optional.of(each.resolve(LIBRARY));
        }
      }
    } catch (IOException e) {
      // Another system, which has no such library.
    }
    return Optional.empty();
  }
}
