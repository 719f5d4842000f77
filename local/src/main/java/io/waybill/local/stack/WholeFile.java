package io.waybill.local.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes a file by rename: a reader sees the old content or the new one, never a part. */
final class WholeFile {
  private WholeFile() {}

  /** Replaces the file; only this user can read the new one. */
  static void write(Path file, String content) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      // A name of its own: another ./run may write the same file at this moment.
      Path unfinished =
          Files.createTempFile(
              file.toAbsolutePath().getParent(), file.getFileName().toString(), ".new");
      try {
        Files.writeString(unfinished, content);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(unfinished);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + file, e);
    }
  }
}
