package io.waybill.local.stack;

import io.waybill.local.Directories;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipException;

/**
 * A Spring Boot jar unpacked beside itself, once per content: a service starts from it in half the
 * time that it takes from the jar, whose nested jars are read through Spring Boot's own loader.
 */
final class UnpackedJar {
  /** Holds the unpacked jars, beside the jar. */
  static final String DIRECTORY = "unpacked";

  private final Path jar;

  UnpackedJar(Path jar) {
    this.jar = jar;
  }

  /**
   * The jar to start from.
   *
   * @param java how to start a JVM, for unpacking
   */
  Path unpack(List<String> java) {
    try {
      if (!isSpringBootJar()) {
        return jar;
      }
      Path unpacked = jar.resolveSibling(DIRECTORY).resolve(contentId());
      if (!Files.isDirectory(unpacked)) {
        unpackTo(unpacked, java);
      }
      return unpacked.resolve(jar.getFileName());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot unpack " + jar, e);
    }
  }

  private void unpackTo(Path unpacked, List<String> java) throws IOException {
    Files.createDirectories(unpacked.getParent());
    Path half = Files.createTempDirectory(unpacked.getParent(), "half-");
    try {
      run(java, half.resolve("app"));
      Files.move(half.resolve("app"), unpacked);
      deleteOthers(unpacked);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException another) {
      // Another launcher was faster; its files are the same.
    } finally {
      Directories.delete(half);
    }
  }

  /** Those of earlier builds: what runs from them has copies. */
  private static void deleteOthers(Path unpacked) throws IOException {
    try (Stream<Path> all = Files.list(unpacked.getParent())) {
      for (Path other : all.filter(path -> !path.equals(unpacked)).toList()) {
        if (!other.getFileName().toString().startsWith("half-")) {
          Directories.delete(other);
        }
      }
    }
  }

  private void run(List<String> java, Path destination) throws IOException {
    List<String> command = new ArrayList<>(java);
    command.add("-Djarmode=tools");
    command.addAll(List.of("-jar", jar.toString(), "extract"));
    command.addAll(List.of("--destination", destination.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (process.waitFor() != 0 || !Files.exists(destination.resolve(jar.getFileName()))) {
        throw new StackException(jar + " can't be unpacked: it is damaged. Build it again: ./run");
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new StackException("Interrupted while unpacking " + jar);
    }
  }

  private boolean isSpringBootJar() throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.getManifest() != null
          && file.getManifest().getMainAttributes().getValue("Spring-Boot-Version") != null;
    } catch (ZipException noJar) {
      // Java says so when it is started.
      return false;
    }
  }

  /** The jar's time is fixed, to be reproducible, and says nothing. */
  private String contentId() throws IOException {
    try (InputStream in = Files.newInputStream(jar);
        CheckedInputStream checked = new CheckedInputStream(in, new CRC32())) {
      byte[] buffer = new byte[1 << 16];
      while (checked.read(buffer) >= 0) {
        // Only the checksum counts.
      }
      return Long.toHexString(checked.getChecksum().getValue()) + "-" + Files.size(jar);
    }
  }
}
