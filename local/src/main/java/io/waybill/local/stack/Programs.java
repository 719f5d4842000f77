package io.waybill.local.stack;

import io.waybill.local.Directories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Copies of the jars that run, in the directory of the stack: a build while the stack is up changes
 * no jar under a running service. Files are linked where the file system can, so a copy costs
 * little.
 */
record Programs(Path directory) {

  /**
   * The copy of a jar.
   *
   * @param jar in a directory that holds all that it needs and is named after its content; a jar
   *     elsewhere is left where it is
   */
  Path copy(Path jar) {
    Path source = jar.toAbsolutePath().getParent();
    if (!source.getParent().getFileName().toString().equals(UnpackedJar.DIRECTORY)) {
      return jar;
    }
    String prefix = jar.getFileName() + "-";
    Path copy = directory.resolve(prefix + source.getFileName());
    try {
      Files.createDirectories(directory);
      if (!Files.isDirectory(copy)) {
        Path half = Files.createTempDirectory(directory, "half-");
        linkTree(source, half.resolve("app"));
        moveUnlessThere(half, copy);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot copy " + source + " into " + directory, e);
    }
    deleteUnused(prefix, copy);
    return copy.resolve(jar.getFileName());
  }

  /** Removes the copies whose name begins so, unless a process runs from them. */
  void deleteUnused(String prefix, Path... keep) {
    if (!Files.isDirectory(directory)) {
      return;
    }
    List<String> commands =
        ProcessHandle.allProcesses()
            .map(ProcessHandle::info)
            .flatMap(info -> info.arguments().stream().flatMap(Stream::of))
            .filter(argument -> argument.contains(directory.getFileName().toString()))
            .toList();
    try (Stream<Path> all = Files.list(directory)) {
      all.filter(path -> path.getFileName().toString().matches(".*-\\w+-\\d+"))
          .filter(path -> path.getFileName().toString().startsWith(prefix))
          .filter(path -> !List.of(keep).contains(path))
          .filter(path -> commands.stream().noneMatch(c -> c.contains(path.getFileName() + "/")))
          .toList()
          .forEach(Directories::delete);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + directory, e);
    }
  }

  private static void linkTree(Path source, Path target) throws IOException {
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.toList()) {
        Path copy = target.resolve(source.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          link(file, copy);
        }
      }
    }
  }

  private static void link(Path file, Path copy) throws IOException {
    try {
      Files.createLink(copy, file);
    } catch (IOException | UnsupportedOperationException noLinks) {
      Files.copy(file, copy);
    }
  }

  private static void moveUnlessThere(Path half, Path copy) throws IOException {
    try {
      Files.move(half.resolve("app"), copy);
    } catch (IOException e) {
      // Another ./run may have been faster; its copy is the same.
      if (!Files.isDirectory(copy)) {
        throw e;
      }
    } finally {
      Directories.delete(half);
    }
  }
}
