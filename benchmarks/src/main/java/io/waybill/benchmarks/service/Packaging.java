package io.waybill.benchmarks.service;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The forms in which a service is started. */
public enum Packaging {
  /** The jar as it is built, whose nested jars are read through Spring Boot's own loader. */
  JAR("java -jar"),
  /** Unpacked, as {@code ./run} starts it. */
  UNPACKED("unpacked"),
  /** Unpacked and with an archive of its classes: Java 25's AOT cache as in the image, or CDS. */
  ARCHIVE("unpacked, class archive");

  private static final int AOT_CACHE_FROM = 25;

  private final String words;

  Packaging(String words) {
    this.words = words;
  }

  /** For a table. */
  public String words() {
    return words;
  }

  /**
   * The arguments of {@code java} that start the service from this form, which is made first.
   *
   * @param environment as in the build of an image, where there is neither database nor Kafka
   */
  List<String> prepare(
      String name, Path jar, Path directory, Java java, Map<String, String> environment) {
    if (this == JAR) {
      return List.of("-jar", jar.toString());
    }
    Path app = directory.resolve(name + "-" + name());
    run(
        name + "-extract",
        java,
        List.of(
            "-Djarmode=tools",
            "-jar",
            jar.toString(),
            "extract",
            "--force",
            "--destination",
            app.toString()),
        environment,
        directory);
    String unpacked = app.resolve(jar.getFileName()).toString();
    if (this == UNPACKED) {
      return List.of("-jar", unpacked);
    }
    boolean aot = java.feature() >= AOT_CACHE_FROM;
    String archive = app.resolve("app.archive").toString();
    run(
        name + "-archive",
        java,
        List.of(
            (aot ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + archive,
            "-Dlogging.level.root=off",
            "-Dcamel.main.auto-startup=true",
            "-Dcamel.main.duration-max-seconds=8",
            "-jar",
            unpacked),
        environment,
        directory);
    return List.of((aot ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive, "-jar", unpacked);
  }

  private static void run(
      String name, Java java, List<String> words, Map<String, String> environment, Path logs) {
    try (ServiceProcess process =
        new ServiceProcess(name, java, words, environment, logs.resolve(name + ".log"))) {
      process.awaitEnd();
    }
  }
}
