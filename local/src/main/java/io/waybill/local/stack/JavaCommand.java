package io.waybill.local.stack;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** How to start a JVM: the same Java as this one's. */
record JavaCommand(Path projectRoot) {

  List<String> withHeap(String limit) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx" + limit,
        // Five JVMs on one machine: one collector thread each, and the memory of the small heap.
        "-XX:+UseSerialGC",
        // They start in half the processor time; benchmarks start their JVMs themselves.
        "-XX:TieredStopAtLevel=1",
        "-XX:+ExitOnOutOfMemoryError");
  }

  /** The classes of this module: as the build left them, or else those of this JVM. */
  String ownClasspath() {
    Path target = projectRoot.resolve("local/target");
    Path jar = target.resolve("waybill-local.jar");
    if (Files.exists(jar) && Files.isDirectory(target.resolve("lib"))) {
      return jar + File.pathSeparator + target.resolve("lib").resolve("*");
    }
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(JavaCommand::absolute)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String absolute(String path) {
    try {
      return new File(path).getCanonicalPath();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot tell where " + path + " is", e);
    }
  }
}
