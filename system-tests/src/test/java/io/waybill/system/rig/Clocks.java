package io.waybill.system.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * PostgreSQL's wall clock, shifted by libfaketime (Debian's package {@code libfaketime}): leases,
 * waits and retention go by that clock. Its monotonic clock goes on, as it does when the clock of a
 * machine is set. Without the library the clock stays right.
 */
final class Clocks {
  static final Duration STEP = Duration.ofHours(1);

  private static final Path LIBRARIES = Path.of("/usr/lib");
  private static final String LIBRARY = "faketime/libfaketime.so.1";

  private final Optional<Path> library = library();
  private final Path offset;

  /**
   * @param offset the file that tells the library how far to shift
   */
  Clocks(Path offset) {
    this.offset = offset;
  }

  boolean canShift() {
    return library.isPresent();
  }

  /** What PostgreSQL needs in its environment. */
  Map<String, String> environment() {
    if (library.isEmpty()) {
      return Map.of();
    }
    shift(Duration.ZERO);
    return Map.of(
        "LD_PRELOAD", library.get().toString(),
        "FAKETIME_TIMESTAMP_FILE", offset.toString(),
        // Seconds after which the file is read again.
        "FAKETIME_CACHE_DURATION", "1",
        "FAKETIME_DONT_FAKE_MONOTONIC", "1",
        "FAKETIME_DISABLE_SHM", "1");
  }

  /** Sets the clock so far from the right time. */
  void shift(Duration by) {
    if (!canShift()) {
      return;
    }
    try {
      Files.createDirectories(offset.getParent());
      // Renamed into place: nobody may read half a line.
      Path next = offset.resolveSibling(offset.getFileName() + ".next");
      Files.writeString(next, String.format(Locale.ROOT, "%+d", by.toSeconds()));
      Files.move(next, offset, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot set the clock of PostgreSQL", e);
    }
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
