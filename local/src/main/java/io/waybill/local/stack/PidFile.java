package io.waybill.local.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Remembers a process across launchers. */
record PidFile(Path path) {

  void write(ProcessIdentity process) {
    WholeFile.write(path, process.pid() + " " + process.start() + "\n");
  }

  /** The process, if it still lives. A pid that has gone to another process is not it. */
  Optional<ProcessIdentity> living() {
    return recorded().filter(ProcessIdentity::isAlive);
  }

  void delete() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot remove " + path, e);
    }
  }

  private Optional<ProcessIdentity> recorded() {
    try {
      String[] parts = Files.readString(path).strip().split(" ", 2);
      return parts.length < 2
          ? Optional.empty()
          : Optional.of(new ProcessIdentity(Long.parseLong(parts[0]), parts[1]));
    } catch (IOException | NumberFormatException none) {
      return Optional.empty();
    }
  }
}
